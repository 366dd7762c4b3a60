"""In which kind of browser and system a session began: families, from what the browser says of itself."""

BROWSERS = {
    "MicroMessenger": ("wechat", "微信"),
    "Edg": ("edge", "Edge 浏览器"),
    "HuaweiBrowser": ("huawei", "华为浏览器"),
    "Firefox": ("firefox", "Firefox 浏览器"),
    "FxiOS": ("firefox", "Firefox 浏览器"),
    "Chrome": ("chrome", "Chrome 浏览器"),
    "CriOS": ("chrome", "Chrome 浏览器"),
    "Safari": ("safari", "Safari 浏览器"),
}
SYSTEMS = {
    "HarmonyOS": ("harmony", "鸿蒙手机"),
    "OpenHarmony": ("harmony", "鸿蒙手机"),
    "Android": ("android", "安卓手机"),
    "iPhone": ("iphone", "iPhone"),
    "iPad": ("ipad", "iPad"),
    "Windows": ("windows", "Windows 电脑"),
    "Macintosh": ("mac", "苹果电脑"),
    "Linux": ("linux", "Linux 电脑"),
}
"""Word in the user agent → (code, name); the first word found decides, since later ones are imitations."""


def family(user_agent: str) -> str:
    """chrome/windows; a part that is not known is left empty."""
    return f"{_code(BROWSERS, user_agent)}/{_code(SYSTEMS, user_agent)}"


def in_words(code: str | None) -> str:
    """Windows 电脑，Chrome 浏览器."""
    browser, _, system = (code or "").partition("/")
    names = [_name(SYSTEMS, system), _name(BROWSERS, browser)]
    return "，".join(filter(None, names)) or "认不出的设备"


def _code(known: dict[str, tuple[str, str]], text: str) -> str:
    return next((code for word, (code, _) in known.items() if word in text), "")


def _name(known: dict[str, tuple[str, str]], code: str) -> str:
    return next((name for one, name in known.values() if one == code), "")
