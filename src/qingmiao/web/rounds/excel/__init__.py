"""Workbooks of a round: out to whoever fills them in, back from them, in our layout or in one of their own."""
