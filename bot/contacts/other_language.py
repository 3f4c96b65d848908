"""Recognises a sentence in a language that the bot does not speak, by its script or by words that
only that language has.

The module uses word lists, because language detectors often take short chat messages with product
names and codes for Danish or Tagalog. Refusing a message wrongly costs more than missing one in
another language. Greetings and thanks are in no list, because people say "Obrigado" or "Guten Tag"
in any language.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]+(?:['’][A-Za-zÀ-ɏḀ-ỿ]+)?")
_RUN = re.compile(r"(?:[!-~]|\d)+")
_LINK = re.compile(r"https?://.")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa]")
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0e00-\u0eff"
    r"\u1000-\u109f\u10a0-\u10ff\u1200-\u137f\u1780-\u17ff\uac00-\ud7af\u1100-\u11ff]"
)
_SCRIPT_LETTERS = 4
_HIRAGANA_LETTERS = 2
"""How many hiragana letters make a text Japanese. A brand name in katakana, or with a single の,
does not make a text Japanese."""
_SHARE = 0.4
"""The share of a message's words in Latin script that must be in the word lists of the other
language."""

_ENGLISH = (
    "the is are was a an i you we he they my your our it this that these to of for and or with from in on at by need want "
    "how much many where what when which who can could do does have has not no please price order orders get any be will "
    "would me us if so but about make send ship find looking quote"
)
_TELLING = {
    "es": "necesito necesitamos quiero queremos busco buscamos cuánto cuanto cuesta cuestan cuál dónde donde está están "
    "pedido pedidos precio precios tienen puedo puede pueden ustedes qué cuándo cuando envío enviar quisiera proveedor "
    "proveedores fábrica hacer hacen llegar llega mis nuestro nuestra también muy hay",
    "pt": "preciso precisamos quero queremos procuro quanto custa custam onde está pedido preço preços vocês você posso "
    "podem quando não meu minha fornecedor fornecedores fábrica são fazer enviar chega também gostaria tem nosso",
    "fr": "je nous vous cherche cherchons voudrais voudrions besoin combien où commande prix quand pouvez avez est sont "
    "suis avons livraison fournisseur fournisseurs usine quel quelle quels quelles votre coûte coûtent pas j'ai",
    "de": "ich wir brauche brauchen suche suchen möchte möchten wo ist sind meine mein meiner bestellung bestellungen "
    "preis kostet kosten wieviel wie viel wann können kann haben habe lieferung lieferant lieferanten nicht ihre unsere "
    "sie gibt",
    "it": "vorrei vorremmo cerco cerchiamo bisogno quanto costa costano dove ordine prezzo prezzi potete avete quando "
    "sono mio mia fornitore fornitori fabbrica non spedizione è abbiamo",
    "nl": "ik wij zoek zoeken nodig wil willen hoeveel kost kosten waar mijn bestelling prijs wanneer kunnen heb hebben "
    "niet levering leverancier jullie",
    "pl": "potrzebuję szukam chcę ile kosztuje gdzie jest moje zamówienie cena kiedy mogę nie macie dostawa dostawca "
    "proszę chciałbym",
    "tr": "istiyorum arıyorum lazım ihtiyacım nerede siparişim fiyatı fiyat kadar var mı ne zaman bana tedarikçi",
    "id": "saya kami mau ingin butuh mencari cari berapa harga harganya mana pesanan kapan apakah tidak bisa ada pabrik",
    "vi": "tôi chúng cần muốn mua bao nhiêu giá đơn hàng đâu khi nào có không tìm nhà cung cấp",
}
_LINKING = {
    "es": "de la el los las para por con una un y en del al se que mi es son su lo",
    "pt": "de que uma um para com os em do da das dos por no na e eu se",
    "fr": "de la le les des une un pour avec et en du que qui au aux sur dans mon ma mes",
    "de": "der die das und für mit ein eine einen von zu auf den dem im aus nach es",
    "it": "di il lo la gli le per con che una un del della dei e in mi",
    "nl": "de het een en voor met van naar op uit dat",
    "pl": "i w z na do dla to się po",
    "tr": "ve bir için ile bu da de",
    "id": "dan di ke untuk dengan yang dari ini itu",
    "vi": "của và là ở cho với các này",
}
_ENGLISH_WORDS = frozenset(_ENGLISH.split())
_TELLING_WORDS = {language: frozenset(words.split()) for language, words in _TELLING.items()}
_ALL_TELLING_WORDS = frozenset().union(*_TELLING_WORDS.values())
_LINKING_WORDS = {language: frozenset(words.split()) for language, words in _LINKING.items()}


def without_codes(text: str, run: re.Pattern[str]) -> str:
    """Returns the text without links, e-mail addresses and words that contain a digit. `run`
    matches the pieces of text to check."""
    return run.sub(lambda found: _without_code(found[0]), text)


def _without_code(word: str) -> str:
    if "@" in word[1:-1] or any(map(str.isdecimal, word)):
        return " "
    link = _LINK.search(word)
    return f"{word[: link.start()]} " if link else word


def is_other_language(text: str) -> bool:
    """Returns whether the text is clearly in a language other than English and Chinese. In doubt
    the answer is False."""
    text = without_codes(text, _RUN)
    latin, han = len(_LATIN.findall(text)), len(_HAN.findall(text))
    hiragana, other = len(_HIRAGANA.findall(text)), len(_OTHER_SCRIPT.findall(text))
    kana = hiragana + len(_KATAKANA.findall(text))
    if hiragana >= _HIRAGANA_LETTERS and 2 * kana >= han and kana > latin:
        return True
    if other >= _SCRIPT_LETTERS and other > latin + 2 * han:
        return True
    return han < 2 and _is_other_latin([word.lower() for word in _WORD.findall(text)])


def _is_other_latin(words: list[str]) -> bool:
    if _ALL_TELLING_WORDS.isdisjoint(words):
        return False
    english = sum(word in _ENGLISH_WORDS for word in words)
    return any(_is_in_language(language, words, english) for language in _TELLING)


def _is_in_language(language: str, words: list[str], english: int) -> bool:
    telling = {word for word in words if word in _TELLING_WORDS[language]}
    linking = sum(word in _LINKING_WORDS[language] for word in words)
    known = sum(word in _TELLING_WORDS[language] for word in words) + linking
    if not telling or known < 2 or 3 * english > known:
        return False
    if len(words) == 2:
        return len(telling) == 2
    return known / len(words) >= _SHARE
