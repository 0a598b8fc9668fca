"""Two peers of the matcher, as good as a competent afternoon makes them: a keyword rule and regular expressions.

Both read the same words, chosen for this comparison. ``KeywordRule`` looks for them as plain substrings;
``RegexMatcher`` compiles one alternation for each commitment that starts at a word's beginning (Japanese words stand
anywhere) and lets the headline count double. Neither knows sport from cooperation, what a publisher supplies, or that
one paragraph yields to another: that is what the benchmark is to show.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from domain.match import Item

Answer = dict[str, Any]


class Peer(Protocol):
    """What the benchmark asks of a matcher."""

    answers: frozenset[str]
    """Figures beyond relevance and commitments that it answers at all: ``stage``, ``countries``."""

    def judge(self, item: Item) -> Answer:
        """Return the answer for one item in the exchange format."""
        ...


MOST = 3
"""Commitments a peer names at most; reports usually bear on one to three."""

GENERAL = frozenset({10, 13, 24, 35, 40})
"""Commitments whose words stand in reports on most others too: they come last among equals."""

JAPAN = (
    "japan|japon|tokyo|jica|jbic|jogmec|jetro|takaichi|япон|токио|токий|джайка|такаити|такаичи|жапон|жапан|ҷопон"
    "|yapon"
    "|tokio|ýapon|日本|東京|高市|外相|首相"
)

COUNTRIES = {
    "KZ": "kazakh|astana|almaty|казах|астан|алмат|қазақ|казак|қазоқ|қозоғ|qozog'|qozoq|gazagystan|カザフ|アスタナ",
    "KG": "kyrgyz|bishkek|кыргыз|киргиз|бишкек|қырғыз|қирғиз|qirg'iz|gyrgyz|キルギス|ビシュケク",
    "TJ": "tajik|dushanbe|таджик|душанбе|тәжік|тажик|тоҷик|тожик|tojik|täjig|タジキスタン|ドゥシャンベ",
    "TM": "turkmen|ashgabat|туркмен|ашхабад|түрікмен|түркмөн|туркман|turkman|türkmen|aşgabat|トルクメニスタン",
    "UZ": "uzbek|tashkent|samarkand|узбек|ташкент|самарканд|өзбек|ўзбек|ӯзбек|тошкент|o'zbek|toshkent|samarqand|özbeg"
    "|ウズベキスタン|タシケント|サマルカンド",
}

REGION = (
    "central asia|центральная азия|центральной азии|центральную азию|центральноазиат|орталық азия|борбор азия"
    "|борбордук азия|осиёи марказ|markaziy osiyo|марказий осиё|merkezi azi|中央アジア"
)

COMMITMENTS = {
    4: "senior official|foreign ministers' meeting|tokyo dialogue|министров иностранных дел|токийский диалог"
    "|консультаци|сыртқы істер министрлер|тышкы иштер министр|tashqi ishlar vazir|daşary işler|корҳои хориҷ"
    "|外相会合|高級実務者",
    5: "business forum|бизнес-форум|бизнес форум|деловой форум|biznes-forum|biznes forum|бизнес форуму"
    "|ビジネスフォーラム",
    6: "energy dialogue|энергетический диалог|энергетического диалога|エネルギー対話",
    9: "tokyo declaration|tokyo initiative|токийская декларация|токийской декларации|токийская инициатива"
    "|токийской инициативы|токио декларация|tokio deklaratsiya|東京宣言|東京イニシアティブ|首脳会合",
    10: "jbic|nexi|export credit|industrial cooperation|joint venture|small and medium|малый и средний бизнес"
    "|промышленной кооперации|совместное предприятие|завод|қосма зауыт|国際協力銀行|中小企業|工場|diversif"
    "|диверсифик",
    11: "hospital|medical|clinic|больниц|медицинск|оборудование для больниц|здравоохранен|аурухана|оорукана|медицинал"
    "|shifoxona|tibbiy|тиббий|тиббӣ|беморхона|hassahana|lukmançylyk|saglyk|病院|医療|денсаулық|ден соолук|тиббиёт",
    12: "justice minister|minister of justice|министр юстиции|министров юстиции|министры юстиции|әділет министр"
    "|адилет министр|adliya vazir|адлия вазир|вазири адлия|adalat ministr|法相|法務大臣|counter-terror|терроризм",
    13: "3 trillion yen|trillion|billion|триллион|трлн|млрд|миллиард|milliard|mlrd|portfolio|портфель проектов"
    "|3兆円|億ドル",
    14: "renewable|hydrogen|solar|wind farm|wind power|decarbon|carbon neutral|net zero|возобновляем|водород|солнечн"
    "|ветров|декарбон|углеродн|жел электр|күн электр|жаңартылатын|quyosh|shamol|яшил энергия|қуёш|wodorod|gün energi"
    "|再生可能|水素|太陽光|風力|脱炭素|кайра жаралуучу|энергияи сабз",
    15: "power plant|thermal|turbine|substation|power grid|тэц|тэс|электростанц|подстанц|турбин|электросет"
    "|жылу электр"
    "|elektr stansiya|иссиқлик электр|elektrik stansiýa|нерӯгоҳ|火力|発電所|送電|変電",
    16: "environment|climate|ecolog|aral sea|glacier|waste|эколог|климат|окружающей сред|арал|ледник|отход"
    "|қоршаған орта"
    "|айлана-чөйрө|iqlim|атроф-муҳит|иқлим|daşky gurşaw|муҳити зист|環境|気候|廃棄物|氷河",
    17: "gosat|greenhouse gas|satellite|парников|спутник|парниктік|парник газ|issiqxona gaz|温室効果ガス|いぶき|衛星",
    18: "joint crediting|jcm|carbon credit|совместного кредитования|совместном кредитовании|углеродных единиц"
    "|qo'shma kreditlash|бірлескен несиелеу|二国間クレジット",
    19: "critical mineral|rare metal|rare earth|uranium|lithium|tungsten|mining|geolog|критически важн|редкоземел"
    "|редких металл|редкие металлы|уран|лити|вольфрам|месторожден|геолог|сирек металл|сирек кездесетін|сейрек"
    "|nodir metal|kamyob metal|нодир металл|foydali qazilma|маъдан|seýrek|重要鉱物|レアメタル|レアアース|ウラン|鉱物",
    20: "disaster|flood|mudflow|landslide|стихийн|чрезвычайн|селев|паводк|оползн|төтенше жағдай|өзгөчө кырдаал"
    "|favqulodda|фавқулодда|табиғи апат|tebigy betbagt|防災|災害|洪水|土砂",
    21: "earthquake|seismic|early warning|землетряс|сейсм|раннего предупрежд|жер сілкін|жер титир|zilzila|зилзила"
    "|заминларза|ýer titre|地震|耐震|早期警報",
    22: "agricultur|livestock|irrigat|farm|soil|seed|сельск|аграр|животновод|орошен|ирригац|почв|семен|ауыл шаруашыл"
    "|айыл чарба|qishloq xo'jali|қишлоқ хўжали|oba hojaly|кишоварз|農業|灌漑|畜産|種子|sug'orish|суғориш",
    23: "startup|it park|it-park|digital transformation|software|innovat|стартап|айти|it-компан|it-парк|цифровиз"
    "|цифровой трансформации|инновац|цифрлық|санарип|raqamli|рақамли|sanly|スタートアップ|it企業|デジタル|先端技術",
    24: "export|trade turnover|market access|jetro|экспорт|товарооборот|выход на рынок|тауар айналым|соода жүгүртүү"
    "|savdo|савдо|söwda|тиҷорат|輸出|貿易|見本市",
    25: "trans-caspian|middle corridor|railway|logistic|road|bridge|airport|transport|транскаспий|средний коридор"
    "|железн|логист|дорог|мост|аэропорт|транспорт|көлік|темір жол|темир жол|temir yo'l|темир йўл|yo'lak|йўлак"
    "|demir ýol"
    "|ulag|нақлиёт|カスピ海|物流|鉄道|道路|輸送|空港|橋",
    26: "customs|таможн|кеден|бажы|bojxona|божхона|gümrük|гумрук|税関|x-ray scanner|пограничн",
    27: "direct flight|airline|charter flight|прямой рейс|прямые рейсы|прямого рейса|прямое авиа|авиасообщ|авиакомпан"
    "|рейс|тікелей рейс|түз каттам|aviaqatnov|авиақатнов|parvoz|парвоз|gatnaw|直行便|就航",
    28: "tourism|tourist|cultur|heritage|museum|nomad games|visa|festival|exhibition|туризм|турист|культур|наслед"
    "|музе"
    "|кочевник|визов|фестивал|выставк|мәдени|маданий|маданият|madaniy|turizm|medeni|syýahat|фарҳанг|сайёҳ|観光|文化"
    "|査証|展覧会|遺産",
    29: "sister city|sister cities|volunteer|prefecture|youth|mayor|побратим|волонтер|префектур|молодеж|бауырлас"
    "|жаштар|жастар|yoshlar|ёшлар|ýaşlar|ҷавонон|ko'ngilli|姉妹都市|海外協力隊|青年|知事|交流",
    30: "parliament|speaker|senate|парламент|сенат|спикер|депутат|мәжіліс|мажилис|жогорку кеңеш|oliy majlis"
    "|олий мажлис"
    "|mejlis|маҷлис|парлумон|議会|議員|議長",
    31: "artificial intelligence|ai partnership|искусственного интеллекта|искусственный интеллект"
    "|искусственному интеллекту"
    "|жасанды интеллект|жасалма интеллект|sun'iy intellekt|сунъий интеллект|зеҳни сунъӣ|emeli aň|人工知能|ai協力"
    "|ai$|ии$",
    32: "data center|data centre|fibre|fiber|telecom|broadband|submarine cable|дата-центр|оптоволокон|телекоммуникац"
    "|связи и|деректер орталы|data-markaz|дата-марказ|データセンター|光ファイバー|通信",
    33: "jds|japan center|civil servant|human resource development scholarship|японский центр|японского центра"
    "|госслужащ"
    "|государственных служащих|жапон орталығы|жапон борбору|yapon markazi|япон маркази|日本センター|行政官"
    "|人材育成奨学",
    34: "ovop|one village|women|одно село|одна деревня|женщин|бір ауыл|бир айыл|bir qishloq|бир қишлоқ|аялдар|әйел"
    "|ayollar|аёллар|zenan|занон|一村一品|女性",
    35: "kosen|training|vocational|internship|engineer|kaizen|обучение|стажиров|косэн|кайдзен|инженер|подготовк"
    "|біліктілік|тренинг|malaka|малака|okuw|омӯзиш|高専|研修|技術者|人材育成",
    36: "universal health coverage|health system|health insurance|всеобщий охват|всеобщего охвата"
    "|систем здравоохранения"
    "|медицинского страхования|ユニバーサル・ヘルス|保健システム|uhc$",
    37: "investment agreement|investment treaty|tax treaty|double taxation|business climate"
    "|intergovernmental commission"
    "|двойного налогообложения|защите инвестиций|инвестиционный климат|инвестиционного климата|межправительственн"
    "|комитет по экономическому|үкіметаралық|өкмөттөр аралык|hukumatlararo|ҳукуматлараро|投資協定|租税条約"
    "|投資環境|経済委員会",
    38: "skilled worker|migrant|labour|labor|caregiver|employment|квалифицированн|трудов|миграц|трудоустро|еңбек"
    "|эмгек"
    "|mehnat|меҳнат|zähmet|муҳоҷир|特定技能|技能実習|労働|外国人材|介護|育成就労",
    39: "universit|scholarship|student|mext|университет|стипенди|студент|вуз|шәкіртақы|донишгоҳ|talaba|талаба"
    "|stipendiya"
    "|uniwersitet|talyp|бурсия|大学|奨学金|留学",
    40: "strategic partnership|bilateral|cooperation|rule of law|стратегическ|двусторонн|сотрудничеств|ынтымақтаст"
    "|кызматташ|hamkorlik|ҳамкорлик|hyzmatdaşlyk|ҳамкорӣ|戦略的パートナーシップ|二国間|法の支配|国際秩序",
    41: "consultative meeting|консультативная встреча|консультативной встречи|консультативтік|консультативдик"
    "|maslahat uchrashuv|маслаҳат учрашув|машваратӣ|協議会合",
    42: "un charter|security council|устав оон|устава оон|совета безопасности|совет безопасности|қауіпсіздік кеңес"
    "|коопсуздук кеңеш|xavfsizlik kengash|хавфсизлик кенгаш|шӯрои амният|howpsuzlyk geňeş|国連憲章|安保理",
    43: "afghan|афган|ауған|ооган|afg'on|афғон|owgan|アフガン",
    44: "humanitarian|aid to afghan|гуманитарн|помощь афган|гуманитарлық|gumanitar|人道支援|башардӯст",
    45: "border treaty|delimitation|договор о границ|государственной границ|делимитац|чек ара|chegara|чегара|марз"
    "|сарҳад|国境",
    46: "korean peninsula|denuclear|north korea|abduct|корейск|кндр|похищен|корей түбегі|корея жарым арал|koreya"
    "|朝鮮|拉致|非核化",
    47: "sdg|sustainable development goal|human security|undp|unicef|grassroots|school|целей устойчивого развития"
    "|проон"
    "|юнисеф|безопасности человека|школ|мектеп|maktab|мактаб|mekdep|人間の安全保障|国連開発計画|草の根|питьев"
    "|drinking water",
    48: "legal|prosecutor|judicial|legislation|судеб|прокур|правов|законодательств|юрид|huquqiy|ҳуқуқий|прокуратура"
    "|құқықтық|укуктук|法整備|司法|検察",
    49: "nuclear|hiroshima|semipalatinsk|ядерн|атомн|аэс|хиросим|семипалатинск|ядролық|өзөктүк|yadro|ядро|核兵器"
    "|核軍縮|原子力|広島",
    50: "food security|energy security|crude|oil supplies|продовольственной безопасности|энергетической безопасности"
    "|поставки нефти|нефт|азық-түлік|азык-түлүк|oziq-ovqat|озиқ-овқат|azyk howpsuzly|амнияти озуқа|原油|食料安全保障",
    51: "supply chain|economic security|coercion|цепочек поставок|цепочки поставок|экономической безопасности"
    "|жеткізу тізбе|жеткирүү чынжыр|ta'minot zanjir|таъминот занжир|サプライチェーン|供給網|経済安全保障",
    53: "second summit|next summit|второй саммит|второго саммита|следующий саммит|екінші саммит|экинчи саммит"
    "|ikkinchi sammit|иккинчи саммит|ikinji sammit|саммити дуюм|第2回首脳|次回首脳",
}

STAGES = {
    "setback": "postpone|cancel|suspend|delay|перенес|отложен|отмен|приостанов|延期|中止|кейінге|кийинкиге"
    "|qoldirildi|қолдирилди",
    "done": "completed|handed over|delivered|took place|held in|завершен|передал|вручил|состоял|прошл|прошел|өтті"
    "|өттү"
    "|тапсыр|yakunlan|якунлан|topshir|топшир|o'tkazildi|ўтказилди|geçirildi|tabşyryl|супорида|баргузор|開催され"
    "|引き渡し|完了|供与式",
    "agreed": "signed|sign |ratif|agreement|подписа|соглашени|ратифи|меморандум|қол қой|кол кой|кол коюл|imzola"
    "|имзола"
    "|gol çek|имзо|署名|締結|批准|交換公文",
    "started": "launch|opened|began|started|starts|kicks off|запуст|запущен|начал|открыл|открыт|стартова|басталды"
    "|башталды"
    "|ашылды|ачылды|boshlan|бошлан|ochildi|очилди|başlandy|açyldy|оғоз|開始|開所|着工|始動",
    "planned": "will |plans|to build|to open|планиру|намерен|построит|откроет|будет|будут|жоспар|пландал|rejalash"
    "|режалаш"
    "|meýilleş|нақша|予定|計画|方針|検討",
}

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʻʼ`", "'"))


def plain(text: str) -> str:
    """Return ``text`` in lower case, full-width letters made half-width, with one apostrophe."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)


def words(table: str) -> tuple[str, ...]:
    """Return the words of a table as substrings: abbreviations marked ``$`` are too short for that."""
    return tuple(word for word in table.split("|") if not word.endswith("$"))


def alternation(table: str) -> re.Pattern[str]:
    """Return one expression for all words of a table: at the beginning of a word, Japanese ones anywhere."""
    parts: dict[str, list[str]] = {}
    for word in table.split("|"):
        kind = "" if _JAPANESE.search(word) else r"\b"
        ending = r"\b" if word.endswith("$") else ""
        parts.setdefault(kind, []).append(re.escape(word.removesuffix("$")) + ending)
    return re.compile("|".join(f"{kind}(?:{'|'.join(group)})" for kind, group in parts.items()))


class KeywordRule:
    """Japan and one of the five named; the commitments with the most distinct words."""

    answers = frozenset({"countries"})

    def __init__(self) -> None:
        self._japan = words(JAPAN)
        self._countries = {code: words(table) for code, table in COUNTRIES.items()}
        self._region = words(REGION)
        self._commitments = {number: words(table) for number, table in COMMITMENTS.items()}

    def judge(self, item: Item) -> Answer:
        """Return the answer for one item in the exchange format."""
        text = plain(f"{item.title}\n{item.summary}\n{item.text}")
        if not any(word in text for word in self._japan):
            return {"relevant": False}
        named = [code for code, table in self._countries.items() if any(word in text for word in table)]
        if not named and not any(word in text for word in self._region):
            return {"relevant": False}
        counts = Counter({number: sum(word in text for word in table) for number, table in self._commitments.items()})
        return _answer(+counts, named or list(COUNTRIES))


class RegexMatcher:
    """Expressions that respect where words begin; the headline counts double, and stages are told by their words."""

    answers = frozenset({"countries", "stage"})

    def __init__(self) -> None:
        self._japan = alternation(JAPAN)
        self._countries = {code: alternation(table) for code, table in COUNTRIES.items()}
        self._region = alternation(REGION)
        self._five = alternation("|".join((*COUNTRIES.values(), REGION)))
        self._commitments = {number: alternation(table) for number, table in COMMITMENTS.items()}
        self._stages = {stage: alternation(table) for stage, table in STAGES.items()}

    def judge(self, item: Item) -> Answer:
        """Return the answer for one item in the exchange format."""
        title = plain(item.title)
        text = f"{title}\n{plain(item.summary)}\n{plain(item.text)}"
        if not (self._japan.search(text) and self._five.search(text)):
            return {"relevant": False}
        counts = Counter(
            {
                number: len(set(pattern.findall(text))) + len(set(pattern.findall(title)))
                for number, pattern in self._commitments.items()
            }
        )
        return {**_answer(+counts, self._named(title, text)), "stage": self._stage(title, text)}

    def _named(self, title: str, text: str) -> list[str]:
        """Return the countries in the headline, else those in the text, all five where only the region is named."""
        for part in (title, text):
            if named := [code for code, pattern in self._countries.items() if pattern.search(part)]:
                return named
            if self._region.search(part):
                break
        return list(COUNTRIES)

    def _stage(self, title: str, text: str) -> str:
        for part in (title, text):
            for stage, pattern in self._stages.items():
                if pattern.search(part):
                    return stage
        return "said"


def _answer(counts: Mapping[int, int], countries: list[str]) -> Answer:
    """Return the answer that counts of words make: an item without a word for any commitment is none."""
    if not counts:
        return {"relevant": False}
    ranked = sorted(counts, key=lambda number: (-counts[number], number in GENERAL, number))
    most = counts[ranked[0]]
    chosen = [number for number in ranked if counts[number] * 2 >= most][:MOST]
    return {
        "relevant": True,
        "score": 1.0,
        "primary": chosen[0],
        "commitments": [{"number": number, "score": counts[number] / (1 + most)} for number in chosen],
        "countries": countries,
    }


PEERS: dict[str, Callable[[], Peer]] = {"keyword rule": KeywordRule, "regular expressions": RegexMatcher}
"""How each peer is built, by the name it has in the table."""
