"""Rules in words, Chinese and English: names by the vocabulary's labels, conditions, amounts, windows."""
