"""All clients of a month beside each other, for the head of an agency: a page, two sheets of paper, a workbook."""
