"""A clear sentence in a third language is one; a word of politeness, a name or a product is not."""

from __future__ import annotations

import pytest

from bot.contacts.language import OTHER, hear_language
from bot.contacts.other_language import is_other_language


@pytest.mark.parametrize(
    "text",
    [
        "¿Dónde está mi pedido?",
        "Hola, necesito 500 camisetas de algodón",
        "cuanto cuesta el envio a Mexico",
        "Buenos días, quiero comprar 500 tazas de cerámica para mi tienda en Bogotá",
        "busco proveedores de seda",
        "Onde está o meu pedido ORD-100234?",
        "Preciso de 1000 camisetas de algodão",
        "quanto custa?",
        "Bonjour, je cherche un fournisseur de tasses en céramique",
        "où est ma commande",
        "Quel est le prix pour 500 pièces ?",
        "Pouvez-vous livrer à Dakar ?",
        "Wo ist meine Bestellung?",
        "Ich suche einen Lieferanten für Porzellan",
        "Wie viel kostet die Lieferung nach Hamburg?",
        "Dove si trova il mio ordine?",
        "Vorrei 500 tazze di ceramica",
        "Waar is mijn bestelling?",
        "Gdzie jest moje zamówienie?",
        "Siparişim nerede?",
        "500 adet seramik kupa istiyorum, fiyatı ne kadar",
        "berapa harga untuk 500 kaos",
        "Saya mau pesan 500 cangkir keramik",
        "Đơn hàng của tôi ở đâu?",
        "где мой заказ ORD-100234",
        "Здравствуйте, мне нужно 500 футболок",
        "أين طلبي؟",
        "مرحبا، أحتاج 500 كوب",
        "注文ORD-100234はどこですか",
        "カップの値段はいくらですか",
        "내 주문 어디에 있어요?",
        "สวัสดีครับ ราคาเท่าไหร่",
        "मेरा ऑर्डर कहाँ है",
        "איפה ההזמנה שלי",
        "Πού είναι η παραγγελία μου;",
    ],
)
def test_a_sentence_in_a_third_language(text: str) -> None:
    assert is_other_language(text)
    assert hear_language(text) == OTHER


@pytest.mark.parametrize(
    "text",
    [
        "Obrigado",
        "Guten Tag",
        "Guten Tag, I need 500 mugs",
        "muchas gracias amigo",
        "Obrigado, where is my order",
        "Hola, where is my order?",
        "Merci beaucoup",
        "ciao",
        "porcelana de Jingdezhen",
        "café de Paris mugs",
        "La Casa de Papel posters",
        "Hamburg, Deutschland bitte",
        "San Salvador de Jujuy",
        "Rio de Janeiro",
        "Santa Cruz de la Sierra",
        "ship to Puerto de Palos",
        "Ho Chi Minh City",
        "Ghazni, کابل please send",
        "My company is Müller und Söhne GmbH",
        "Nike Air Max para",
        "优の品 500个",
        "我要バッグ",
        "Siam ไทย silk 500 pcs",
        "no problemo",
        "c'est la vie",
        "s'il vous plait",
        "à la carte menus",
        "voila merci",
        "per favore",
        "Das Keyboard 4",
        "Pan de sal",
        "500 pcs por favor",
        "où",
        "como estas",
        "Die cast cars",
        "die cut stickers and die cutting mats",
        "est. delivery time",
        "moq?",
        "i will be in Wien",
        "ca va?",
        "Dar es Salaam",
        "prix?",
        "我要500个杯子，发到Wien",
        "where is my order",
        "cuanto cuesta the backpack?",
        "ORD-100234",
        "500",
        "baojia dao le ma",
        "fukuan chenggong le ma",
    ],
)
def test_what_is_no_third_language(text: str) -> None:
    assert not is_other_language(text)
