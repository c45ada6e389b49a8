"""An anonymous helpline: a person writes, the talk helps, people answer, and nobody can look up who wrote."""
