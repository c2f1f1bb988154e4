"""The web app: the only room that knows Django; in each of its apps only actions.py writes."""
