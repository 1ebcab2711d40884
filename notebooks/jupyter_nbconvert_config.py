"""`jupyter nbconvert --config` this file: pages that make no request. nbconvert's own pages load scripts from CDNs."""

c = get_config()  # noqa: F821
c.HTMLExporter.mathjax_url = ""
c.HTMLExporter.require_js_url = ""
c.HTMLExporter.jquery_url = ""
c.HTMLExporter.mermaid_js_url = ""
c.HTMLExporter.mermaid_layout_elk_js_url = ""
c.HTMLExporter.widget_renderer_url = ""
c.HTMLExporter.jupyter_widgets_base_url = ""
