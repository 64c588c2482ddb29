"""Telegram: receives updates, keeps order and claims, renders replies, delivers them.

From outside in: `service` wires the parts; `polling` and `webhook` receive; `intake` claims each
update and works on it in its chat's lane; `router` plans what is to be sent, without any I/O;
`delivery` sends it. Owns python-telegram-bot, aiohttp, starlette, uvicorn, prometheus-client,
structlog, watchfiles and markdown-it-py.
"""
