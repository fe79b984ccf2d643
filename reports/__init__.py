"""What people read: terminal summary, tables and pages made from a finished audit."""
