"""What arrived by mail, read like its reader does."""

import re

CODE = re.compile(r"^[A-Z0-9]{4,}(?:-?[A-Z0-9]{2,})*$", re.MULTILINE)
LINK = re.compile(r"http://localhost:8000(/\S+)")


def code_in(letter):
    return CODE.search(letter.body)[0]


def path_in(letter):
    return LINK.search(letter.body)[1]
