"""The cheat sheet: two pages, drawn from data that the tests hold against the code.

    anatomy, checklist    page 1: what is in a token, and when to believe it
    lifetimes, errors     page 2: how long tokens live, and what to do on which error
    table, page           how rows become a drawing; text is the same in Markdown
    making                writes docs/cheatsheet.pdf, its pictures and docs/CHEATSHEET.md

`python -m course.cheatsheet` (or `make cheatsheet`) makes it.
"""
