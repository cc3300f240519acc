"""What a page may do: the content security policy of pages with one script."""

from __future__ import annotations

import base64
import hashlib


def policy_for(script: str) -> str:
    """The policy of a page that may use its own style, its own drawings and exactly this script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
