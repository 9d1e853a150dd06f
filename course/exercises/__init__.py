"""The exercises and quizzes: one module chNN.py for each notebook NN."""
