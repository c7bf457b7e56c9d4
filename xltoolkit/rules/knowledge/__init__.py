"""What rules know: facts of one submission, what its texts state, the closed lists of the trade. No rule is declared here."""
