"""Static files under names that carry their content; one that was not collected keeps its plain name instead of breaking every page."""

import logging

from whitenoise.storage import CompressedManifestStaticFilesStorage

log = logging.getLogger(__name__)


class Storage(CompressedManifestStaticFilesStorage):
    def stored_name(self, name):
        try:
            return super().stored_name(name)
        except ValueError:
            log.error("not collected: %s", name)
            return name
