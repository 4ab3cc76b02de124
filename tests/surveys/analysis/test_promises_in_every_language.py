"""What nobody can promise is found in every language a survey can be asked in."""

from __future__ import annotations

import pytest

from surveys.analysis.promises import overpromises


@pytest.mark.parametrize(
    "said",
    [
        "Ankieta jest w pełni anonimowa.",
        "Nikt się nigdy nie dowie, co tu jest.",
        "Policja tego nie zobaczy.",
        "Sondajul este complet anonim.",
        "Nimeni nu va ști ce ai scris.",
        "Poliția nu poate vedea răspunsurile.",
        "Cidna ma ogaan doonto waxa aad qortay.",
        "Sahankani waa 100% qarsoodi.",
        "هذا الاستطلاع مجهول تمامًا.",
        "لن يعرف أحد ما كتبته.",
        "این نظرسنجی کاملاً ناشناس است.",
        "پلیس نمی‌تواند آن را ببیند.",
        "ਇਹ ਸਰਵੇਖਣ ਪੂਰੀ ਤਰ੍ਹਾਂ ਗੁਮਨਾਮ ਹੈ।",
        "ਕਿਸੇ ਨੂੰ ਕਦੇ ਪਤਾ ਨਹੀਂ ਲੱਗੇਗਾ।",
        "এই জরিপ সম্পূর্ণ বেনামি।",
        "কেউ কখনও জানতে পারবে না।",
    ],
)
def test_a_promise_nobody_can_keep_is_found(said):
    assert overpromises(said)


@pytest.mark.parametrize(
    "said",
    [
        "Nie pytamy, kim jesteś.",
        "Nu întrebăm cine ești.",
        "Ma weydiinno qofka aad tahay.",
        "لا نسأل من أنت.",
        "نمی‌پرسیم شما کی هستید.",
        "ਅਸੀਂ ਇਹ ਨਹੀਂ ਪੁੱਛਦੇ ਕਿ ਤੁਸੀਂ ਕੌਣ ਹੋ।",
        "আপনি কে তা আমরা জিজ্ঞেস করি না।",
    ],
)
def test_what_is_true_may_be_said(said):
    assert not overpromises(said)
