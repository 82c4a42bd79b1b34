"""What people may type: plain forms, which check shape only. What is true is the actions' to check."""
