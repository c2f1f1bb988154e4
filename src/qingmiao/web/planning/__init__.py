"""The plan packages at hand, who answers for each commitment, and the documents' words."""
