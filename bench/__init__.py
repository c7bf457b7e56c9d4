"""Speed shown as ratios, measured side by side in one run: `python -m bench [fresh] [single] [bulk]`. Never asserted in a test."""
