"""What the nation has agreed on: indicators, elements, departments, and the formula tree."""
