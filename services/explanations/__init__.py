"""Why an activity earned what it earned, or nothing, in words and in parts."""
