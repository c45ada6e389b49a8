# Topic: children who write, and adults who worry about one. Simple words, no question about the body.
# Read by a native speaker: no

children-intro = Here is help for children and teenagers, and for adults who worry about one. You can skip any question.

children-minor = Are you under 18?

## For a child who writes

children-kid = Thank you for writing. It is right to ask for help. You can stop at any moment.

children-kid-safe = Are you safe right now?

# The emergency numbers stand after this text.
children-kid-danger = This goes to people now. If you can, also call:

children-kid-now = What would you like?

# Source: content.md 2.3 [Seed1]
children-online = Some people look for children in social networks, messengers and games, and then use them. It isn't always a stranger: it can be a relative or someone from the same village.

children-kid-online = If someone asks you to come to them, to work for them, or to keep it secret, you can say no. You can ask a person here or a helpline what they think of it.

## For an adult who worries

children-topics = What would you like to know?

# Source: content.md 2.3 [Seed1] (from 2020-2021)
children-risk = At more risk are children who left home or care, are alone without adults, don't go to school, are unknown to doctors, have no papers, or moved with their family.

    From a Russian organisation, 2020-2021.

# Source: content.md 1.7, 2.1 [S28, S29]
children-law = Anyone under 18 who is moved or held so that others can use them is protected by international rules. It doesn't matter whether the child agreed, or whether there was force or a lie.

## Helplines

children-lines-ask = Some helplines are for children and teenagers. Shall I show them?

children-country = Which country are you in?

## Titles in the review and at the desk

children-title-minor = Under 18
children-title-safe = Safe right now

## Choices

choice-children-lines = Helplines
choice-children-online = Chats and games
choice-children-risk = Signs of risk
choice-children-law = What the rules say
choice-children-report = A child is in danger
