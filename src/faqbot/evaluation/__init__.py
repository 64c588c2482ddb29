"""Whole question sets run through the bot, measured."""
