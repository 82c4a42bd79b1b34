"""The OpenAPI document and the page to browse it, from files of our own site and no CDN."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from claims.api.throttling import Counted


class PlainJSON(OpenApiJsonRenderer):
    """For clients that ask for JSON and nothing more special."""

    media_type = "application/json"


class SchemaView(Counted, SpectacularAPIView):
    """YAML, or JSON where the client asks for it."""

    renderer_classes = [OpenApiYamlRenderer, PlainJSON, OpenApiJsonRenderer]
    permission_classes = []
    authentication_classes = []


class Browser(SpectacularSwaggerSplitView):
    """Swagger UI. Its script is an address of its own, so that only styles need a laxer policy."""

    url_name = "api:schema"
    # Without OPTIONS: its template draws the page from what only GET fills in.
    http_method_names = ["get", "head"]
    permission_classes = []
    authentication_classes = []


docs = csp_update({"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]})(
    Browser.as_view()
)
