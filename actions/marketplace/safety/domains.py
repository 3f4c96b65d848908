"""Lists top-level domains, with which internet addresses end, and providers of mailboxes."""

from __future__ import annotations

WORDS_TOO = frozenset((
    "in", "it", "is", "me", "my", "so", "no", "to", "at", "be", "am", "us", "one", "pay", "red", "id", "bank", "cash", "energy",
    "engineer", "expert", "film", "flowers", "lighting", "textile", "toys", "watches", "solar", "fish", "gold", "gifts", "gift",
    "garden", "coffee", "wine", "tips", "zone", "care", "health", "homes", "legal", "school", "security", "select", "show", "social",
    "software", "style", "tax", "taxi", "training", "vision", "watch", "review", "report", "rent", "repair", "contact", "click",
    "cheap", "country", "kids", "land", "lease", "best", "bar", "box", "car", "dog", "family", "fan", "fit", "free", "game", "glass",
    "how", "limited", "new", "now", "party", "pet", "place", "properties", "tube", "vote",
))  # fmt: skip
"""Top-level domains that are also ordinary words. In "ready.It is" somebody only forgot a space, so a name with such an
ending counts as an address only if there is another sign of one, such as "www" or a slash."""
TOP_LEVEL = WORDS_TOO.union((
    "com", "cn", "net", "org", "edu", "gov", "shop", "store", "top", "xyz", "io", "co", "biz", "info", "site", "online", "vip", "app",
    "link", "club", "work", "works", "tech", "icu", "ltd", "live", "fun", "cloud", "asia", "group", "mobi", "pro", "wang", "ren",
    "love", "ink", "pub", "world", "trade", "market", "sale", "sales", "deals", "deal", "supply", "supplies", "tools", "digital",
    "agency", "company", "solutions", "services", "systems", "network", "global", "international", "center", "email", "chat", "page",
    "pages", "website", "web", "webs", "space", "press", "host", "dev", "ai", "tv", "fm", "gg", "cc", "ws", "la", "sh", "ly", "st",
    "nu", "pw", "bz", "name", "tel", "travel", "jobs", "cat", "blue", "green", "black", "pink", "plus", "run", "life", "today", "news",
    "blog", "wiki", "design", "studio", "art", "photo", "photos", "gallery", "fashion", "clothing", "shoes", "boutique", "jewelry",
    "furniture", "house", "kitchen", "auto", "cars", "bike", "parts", "factory", "equipment", "industries", "enterprises",
    "engineering", "construction", "build", "builders", "direct", "discount", "express", "delivery", "bid", "auction", "money",
    "finance", "credit", "loan", "fund", "ventures", "capital", "partners", "exchange", "de", "uk", "ru", "fr", "es", "nl", "eu", "ng",
    "hk", "tw", "jp", "kr", "sg", "th", "vn", "ph", "pk", "bd", "lk", "np", "mm", "kh", "au", "nz", "ca", "mx", "br", "ar", "cl", "pe",
    "ve", "uy", "ec", "za", "ke", "gh", "tz", "ug", "zm", "zw", "et", "eg", "ma", "dz", "tn", "sn", "ci", "cm", "rw", "ae", "sa", "qa",
    "kw", "bh", "om", "jo", "lb", "il", "iq", "ir", "tr", "ua", "by", "kz", "uz", "ge", "az", "pl", "cz", "sk", "hu", "ro", "bg", "rs",
    "hr", "si", "gr", "ch", "lu", "ie", "pt", "dk", "se", "fi", "ee", "lv", "lt", "mt", "cy", "li", "mc", "example", "test", "中国", "公司",
    "网络", "商城", "网店", "africa", "berlin", "paris", "london", "tokyo", "nyc", "miami", "vegas", "amsterdam", "hamburg", "koeln",
    "cologne", "wien", "moscow", "istanbul", "dubai", "doha", "capetown", "joburg", "durban", "quebec", "sydney", "melbourne", "osaka",
    "taipei", "swiss", "academy", "actor", "adult", "aero", "apartments", "associates", "attorney", "autos", "bargains", "beauty",
    "beer", "bet", "bible", "bingo", "bio", "boats", "bond", "broker", "cafe", "cam", "camp", "career", "careers", "casa", "casino",
    "catering", "ceo", "cfd", "charity", "church", "cleaning", "clinic", "coach", "codes", "college", "community", "computer", "condos",
    "contractors", "cooking", "coop", "coupons", "courses", "creditcard", "cruises", "dating", "degree", "dental", "dentist",
    "diamonds", "diet", "directory", "doctor", "domains", "download", "earth", "eco", "education", "estate", "events", "faith", "farm",
    "feedback", "fitness", "flights", "florist", "football", "forex", "forsale", "forum", "foundation", "gives", "giving", "gmbh",
    "golf", "graphics", "gratis", "gripe", "guitars", "guru", "haus", "healthcare", "hiphop", "hockey", "holdings", "holiday", "immo",
    "immobilien", "inc", "institute", "insurance", "insure", "investments", "irish", "juegos", "kaufen", "kim", "latino", "lawyer",
    "lgbt", "lifestyle", "limo", "loans", "lol", "lotto", "luxe", "luxury", "maison", "makeup", "management", "marketing", "mba",
    "media", "meme", "menu", "moda", "moe", "monster", "mortgage", "motorcycles", "ngo", "ninja", "okinawa", "ong", "onl", "ooo",
    "pharmacy", "phd", "photography", "physio", "pics", "pictures", "pizza", "plumbing", "poker", "productions", "prof", "promo",
    "qpon", "realestate", "recipes", "rehab", "reise", "reisen", "rentals", "restaurant", "reviews", "rocks", "rodeo", "sarl", "sbs",
    "schule", "sexy", "shiksha", "singles", "soccer", "sucks", "surgery", "team", "tattoo", "technology", "tennis", "tienda", "tours",
    "university", "vacations", "vet", "viajes", "videos", "villas", "vin", "vodka", "voto", "voyage", "wtf", "xin", "yachts", "yoga",
    "mn", "ba", "al", "fo", "gl", "ag", "vc", "mz", "bw", "gq", "bj", "tg", "sy", "tm", "pg", "fj", "gt", "hn", "sv", "ni", "py", "bo",
))  # fmt: skip
"""The top-level domains that make a name an address: those in common use, and those of examples. Domains of the
official list that no shop would use are left out."""
FILE_WORDS = frozenset(["ai", "pub", "st", "zip", "mov"])
"""Top-level domains that are also the endings of file names."""
HOSTS = (
    "gmail", "googlemail", "hotmail", "outlook", "yahoo", "qq", "163", "126", "139", "foxmail", "icloud", "proton(?:mail)?", "gmx",
    "sina", "aliyun", "msn", "yandex", "mail",
)  # fmt: skip
