"""What an author needs: review, repair, skeletons, preview, tables and coverage of monographs."""
