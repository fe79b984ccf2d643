"""What `zhiben watch` is made of: where events come from, where changes go, and the loop between."""
