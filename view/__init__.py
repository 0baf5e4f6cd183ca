"""What people look at: the terminal summary and the HTML page. Only `cli.py` imports it."""
