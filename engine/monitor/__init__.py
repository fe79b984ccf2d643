"""The live monitor: verdicts as events arrive, by the same judgement as every audit."""
