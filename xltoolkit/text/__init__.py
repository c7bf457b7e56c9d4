"""The floor of pure functions over text: normalising, numbers, dates, targets, wording. No form is known here."""
