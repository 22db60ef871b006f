"""The demonstration: two invented organizations, lived through by the product's own verbs.

people · who there is, offered on the sign-in page; story · what they do, day by day; filling · the task that plays it, and how far it is.
"""
