"""The use cases, one a file. They decide nothing about HTTP, SQL or Rasa: those come in as ports."""
