"""What is wrong with a page as Chromium shows it: [str], empty if nothing is."""

import contextlib
import json

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
ASKED = {  # the size of targets is of WCAG 2.2, and off by itself
    "runOnly": RULES,
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
LISTEN = """window.refused = [];
document.addEventListener("securitypolicyviolation", (it) => refused.push(`${it.violatedDirective} ${it.blockedURI}`));"""
LOOK = """() => {
    const root = document.documentElement, wrong = [...refused.map((it) => `the policy refused ${it}`)];
    const clipped = [root, document.body].some((it) => !["visible", "auto"].includes(getComputedStyle(it).overflowX));
    if (root.scrollWidth > root.clientWidth) wrong.push(`${root.scrollWidth - root.clientWidth} px too wide`);
    if (clipped) wrong.push("what is too wide is cut off");
    if (document.querySelectorAll("h1").length !== 1) wrong.push(`${document.querySelectorAll("h1").length} h1`);
    if (!document.title.replace("· Perspective Lab", "").trim()) wrong.push("no title");
    if (!root.lang) wrong.push("no language");
    return wrong;
}"""
AXE = f"""() => axe.run(document, {json.dumps(ASKED)}).then(({{violations}}) => violations.flatMap(
    (rule) => rule.nodes.map((node) => `${{rule.id}}: ${{node.target}} ${{node.failureSummary}}`)))"""


class Tab:
    """A page of one person's browser, with what it complained of since it was last asked."""

    def __init__(self, context, javascript):
        self.page, self.said, self.javascript = context.new_page(), [], javascript
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answer)

    @classmethod
    @contextlib.contextmanager
    def opened(cls, chromium, url, cookies, width, scheme, javascript):
        options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=url, java_script_enabled=javascript, **options)
        context.set_default_timeout(15_000)
        context.add_cookies(cookies)
        if javascript:
            context.add_init_script(LISTEN)
            context.add_init_script(AXE_SCRIPT)
        try:
            yield cls(context, javascript)
        finally:
            context.close()

    def _console(self, message):
        if message.type in ("warning", "error") and not message.text.startswith("Failed to load resource"):
            self.said.append(f"console: {message.text}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # what a page still asked for when it was left
            self.said.append(f"failed: {request.url} {request.failure}")

    def _answer(self, answer):
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.said.append(f"{answer.status}: {answer.url}")

    def visit(self, visit, statuses=(200, 422)):
        """[str]: go there, and all that is wrong."""
        self.said.clear()
        answer = visit.go(self.page)
        wrong = [] if answer.status in statuses else [f"answered {answer.status}"]
        if not answer.headers["content-type"].startswith("text/html"):
            return [*wrong, f"no page: {answer.headers['content-type']}"]
        return wrong + self.look()

    def look(self):
        return self.page.evaluate(LOOK) + self.page.evaluate(AXE) + self.said
