"""One file per channel behind one small contract; a vendor's library and its exceptions never leave their file."""
