"""读规划: a document is read, people look through what was read, and the approved items become a plan package."""
