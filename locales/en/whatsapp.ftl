# Topic: the few words that only WhatsApp needs. Can be seen by anyone: no topic.
# Read by a native speaker: no

# The button under a message that opens a list of answers; 20 characters.
whatsapp-choose = See the answers
