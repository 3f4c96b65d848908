"""Declares the order of all functions of `actions` that look at a message before the function of its intent does.
Functions whose conditions on the conversation or on the words are strict come first, and those with loose conditions
last.

They are called in this order until one does not return None: that one has answered the message. The comment beside each
function describes the messages that it answers, or gives an example; its docstring says the rest. If a function is
registered but missing here, the action server does not start.
"""

from __future__ import annotations

from actions.dialogue.registry import AFTERTHOUGHTS, IN_PASSING, READINGS
from actions.faq import answers as general
from actions.faq import articles, newcomers, terms
from actions.faq import general as general_questions
from actions.files import sending
from actions.in_context import (
    about_it,
    also_wanted,
    asides,
    at_hand,
    choices,
    draft,
    follow_ups,
    listed_goods,
    own_orders,
    searching,
    thinking_over,
)
from actions.in_context.suppliers import matters as supplier_matters
from actions.in_context.suppliers import words as supplier_words
from actions.sourcing import each_of_them
from actions.sourcing.at_hand import basket
from actions.sourcing.evaluating import answering as evaluating
from actions.sourcing.evaluating import being_so, converting, ready, weighing
from actions.sourcing.searching import of_company
from actions.sourcing.shown import (
    both_goods,
    by_bound,
    by_description,
    by_variant,
    shown_listings,
    side_by_side,
    too_many,
)
from actions.sourcing.wanted import reckoning, samples_asked, together, without_account
from actions.support import language, person, small_talk
from actions.trades.claims import answering as answering_claims
from actions.trades.claims import reporting, told
from actions.trades.listings import changing as changing_listings
from actions.trades.listings import siblings
from actions.trades.lookup import answering as own
from actions.trades.lookup import companies, ranking, several
from actions.trades.orders import placing
from actions.trades.orders.buying import cancelling, draft_prices, tiers
from actions.trades.orders.buying import changing as changing_orders
from actions.trades.orders.money import own_figures, papers_asked, payee, payments
from actions.trades.orders.selling import (
    change_terms,
    confirming,
    correcting_quantities,
    instead_of_declining,
    producing,
    shipping,
    supposed_days,
    troubles,
    unpaid,
)
from actions.trades.orders.told import buyer_words, by_day, daily, glances, owing
from actions.trades.orders.told import facts as facts_of_orders
from actions.trades.orders.told import ordered_goods as goods_of_orders
from actions.trades.questions import (
    answering,
    asking,
    lead_at_hand,
    lead_facts,
    own_standing,
    supplier_tells,
    up_to_them,
)
from actions.trades.questions import own_goods as goods_of_listings
from actions.trades.quotations import (
    accepting,
    bargaining,
    declining,
    limits,
    offering,
    own_limits,
    own_quotations,
    quoting_suppliers,
)
from actions.trades.requests import amid_a_request, beginning, changing, facts, withdrawing
from actions.trades.requests import lists as request_lists

IN_PASSING.arrange(
    # Asked before the task under way takes the message.
    limits.private_limit,  # "RFQ-10036: not under 6.10, keep that to yourself"
    amid_a_request.recipients_of_the_request,  # "only from lumen and jingguang", 晶光也发一份, while a request is made
    amid_a_request.lines_of_the_request,  # "skip the face towels", "half the hand towels though"
    beginning.one_more_supplier,  # "send it to zhaoming too", after a request was sent
    changing.value_of_the_request,  # "and target price 9.20", while a sent request is talked about
    together.total_of_the_goods,  # "total everything", 三样加起来多少
    together.goods_left_out,  # "cancel the pouch one", 水壶算了
    also_wanted.goods_wanted_too,  # 折叠椅也要 帐篷的两倍
    together.another_number_of_the_goods,  # 手巾改1500, 那就一万 要黑的
    draft_prices.price_of_the_draft,  # 500只什么价, "from how many is it cheaper?", while an order is prepared
    placing.question_about_ordered_goods,  # "is the price still the same?", 能做蓝色吗, while an order is repeated
    draft.what_was_said,  # "what price did I say?", about the task under way
    producing.report_in_another_language,  # 告诉买家 用英文写, of a delay
    supplier_tells.name_on_the_papers,  # 抬头用他们英文全称
    supplier_tells.weight_on_the_papers,  # 箱单毛重你知道吗
    papers_asked.papers_in_another_language,  # 英文版有没有, right after a paper was sent
    papers_asked.same_papers_of_another,  # 杯子那单也照样来一套
    papers_asked.paper_named_alone,  # "and the packing list?"
    papers_asked.cartons_and_weight,  # "how many cartons is it, and the weight?"
    supplier_tells.packing_of_the_goods,  # 毛重5600公斤 200箱
    supplier_tells.apology,  # 说声抱歉
    supplier_tells.other_orders_of_the_buyer,  # 他们除了这单还有啥
    supplier_tells.others_being_made,  # 另外两单开工了吗
    supplier_tells.refund_that_comes,  # 退款周五打
    changing_listings.whether_it_comes_back,  # 什么时候能再上 自动的吗
    siblings.sibling_of_the_listing,  # 停吧。一级的起订改成1吨, 对 二级也是
    siblings.other_prices_stay,  # 其他档不动
    changing_listings.another_product,  # "can I add a new product?"
    supposed_days.whether_it_would_be_in_time,  # 要是周五快递不来 拖到下周一呢, 25天的活 算下来赶得上不
    shipping.shipment_in_parts,  # "can I ship in two parts?"
    shipping.number_to_come,  # 单号等货代给 可以先不填吗
    shipping.day_of_the_rest,  # 剩下的最晚啥时候发
    shipping.whether_the_buyer_is_told,  # 买家会收到通知吧
    shipping.number_of_an_earlier_lot,  # "scratch the number of Maersk, take …", amid the next shipment
    shipping.lot_that_leaves_later,  # "cosco leaves only on Thursday"
    shipping.what_the_buyer_sees,  # "what can the customer see at the moment?"
    shipping.lots_the_other_way_round,  # "the quantities are the other way round"
    shipping.another_lot_first,  # "ok, register the second one"
    own_quotations.whether_it_may_be_withdrawn,  # 要是他还嫌贵我能撤回不
    own_quotations.when_to_follow_up,  # 客户多久没动静我再跟
    unpaid.what_may_be_done_unpaid,  # 尾款不到我不发货可以吧, "they don't pay, what now?"
    payments.more_of_the_refund,  # "since when??", after a refund was spoken of
    payments.who_pays_the_refund,  # 谁来退，我们还是平台
    companies.fact_of_a_company,  # "how soon do they react normally?", of an order's supplier
    companies.fact_of_own_company,  # 我们的证书哪天到期
    goods_of_listings.price_in_own_shop,  # "what's my list price at 20t, drums", 挂的20吨什么价
    offering.own_quotation_just_sent,  # "sorry, 22 days not 20", right after it was sent
    offering.quotes_in_one_breath,  # "don't ask, go with 36. 9.45 each, 25 days"
    own_standing.how_punctual,  # 准时率呢
    own_standing.until_when_bound,  # "until when am I bound to that?"
    own_standing.how_they_pay,  # "is nordmarkt a good payer?"
    own_standing.rating_to_be_raised,  # 给我涨到5分呗
    own_quotations.quotations_of_an_outcome,  # 哪些报价中标了, "any quotes expired?"
    own_quotations.whether_the_bot_bargains,  # 能不能帮我跟客户讲讲价
    own_standing.what_became_of_quotations,  # 报价成交率怎么样
    own_figures.figures_asked_for,  # 这个月接了几单, "how much came in so far", "who is our best customer"
    own_quotations.what_was_quoted,  # "what did I quote nordmarkt"
    daily.most_urgent,  # "which is the most urgent", after the list of what is to be done
    glances.what_is_new,  # 有什么新单
    glances.what_is_running,  # "overview of whats still running"
    payee.another_account,  # "they gave me another account to pay to"
    owing.deposit_before_the_order,  # 定金啥时候付, of a request with quotations
    owing.payments_of_all,  # "what do we owe this month and next?", 下个月的呢
    owing.owed_in_all,  # "total outstanding of all my orders?"
    tiers.price_at_another_quantity,  # "what would it be at 1400?"
    tiers.steps_of_the_price,  # "from how many is it cheaper?"
    cancelling.whether_they_may_cancel,  # "can they cancel on us because we are late?"
    changing_orders.nothing_left_to_change,  # "ok, don't change the port", when only the port was to change
    changing_orders.half_of_it,  # 要不砍一半
    changing_orders.another_order_meant,  # "no sorry, I mean the newer one", amid a cancellation
    glances.who_has_not_paid,  # "who has not paid yet?"
    glances.who_waits_for_us,  # "is anybody chasing us?"
    answering.answer_to_what_was_shown,  # 200床18号可以 剩下的22, after the buyer's question
    answering.answer_told,  # "tell them yes", to the only question that waits
    told.problem_in_other_words,  # "40 of the tea cups in ORD-100859 are chipped, I want replacement"
    reporting.scorn_of_delivered_goods,  # 你们卖的什么破杯子啊
    reporting.freight_of_a_remedy,  # "who pays the freight of these", amid a claim
    reporting.time_of_a_remedy,  # 补货要等几耐, amid a claim
    reporting.pictures_after_the_claim,  # "I can still add pictures after?"
    thinking_over.announces,  # "photos later", 上次坏了几个的事我另外说
    thinking_over.leaves_open,  # 先留着, 另一家要不要回个话
    thinking_over.thanks_in_slang,  # "safe"
    small_talk.agrees_to_the_proposal,  # "yes. ship date stays", when asked whether to confirm
    up_to_them.tells_of_the_answer,  # 他回了告诉我, after a message was sent
    up_to_them.told_so,  # "ok tell them", after a final question
    up_to_them.what_was_shown,  # "tell them that"
    instead_of_declining.proposes_instead,  # "what if we offer 27 inch?", amid a refusal
    instead_of_declining.declines_after_all,  # "no forget it, decline", amid that proposal
    instead_of_declining.whether_it_may_decline,  # 我能拒单吗
    lead_at_hand.leaves_what_is_at_hand,  # 这个不报了
    lead_at_hand.one_of_the_leads_shown,  # 第一个细说下, after the list of requests
    lead_at_hand.whether_it_can_still_quote,  # 还能报吗
    supplier_tells.asked_before_it_is_confirmed,  # "don't confirm yet, ask them", amid a proposal
    supplier_tells.reminder_beside_a_message,  # "and remind them of the balance", amid a message
    supplier_tells.in_another_language,  # "write it in English", of a message that was written for the supplier
    change_terms.change_on_terms,  # 可以，每个加0.3美元, of the change that the buyer wants
    troubles.what_to_answer,  # 他们问我会不会赶在圣诞前 我咋回
    troubles.delay_amid_a_message,  # 还有个事 蚕丝晚到 发货要推到22号, amid a message
    troubles.trouble_at_the_works,  # 600套的那个金边 烧坏了一窑, "bad news for 100817"
    troubles.thinks_aloud,  # 等于发货后一天才付清 嗯…… 算了老客户了
    producing.progress_of_production,  # "log 300 of 500 done", 上釉了 跟客户报一下
    producing.later_arrival,  # 船公司通知晚到6天, "the walnut train is delayed"
    producing.reason_of_a_delay,  # "put reason: LED drivers late from the vendor"
    producing.more_of_the_trouble,  # 坏的大概200 要重烧, amid the report of a delay
    producing.late_in_a_story,  # a long message that also tells of a delay
    supplier_tells.parts_of_an_order,  # "we have only 45, the other 15 in three weeks"
    supplier_tells.making_good,  # "9 broken, I give him 50 usd back", of a supplier
    supplier_tells.progress_in_a_story,  # 做到六成了, in a long story
    changing_listings.values_of_a_listing,  # "our floodlight is now 9.20, min order 80"
    general_questions.general_question,  # "will you remember what we talked about?", 码头费谁付
    lead_facts.terms_that_a_buyer_wants,  # "what did they ask for, DAP or FOB?"
    follow_ups.term_of_listed_price,  # "is that fob or what?", of a listing
    general.terms_supposed,  # "if I quote DAP Hamburg, what cost is on us?"
    general.of_the_marketplace,  # "what commission do you take?", amid a task
    ranking.ranked_own,  # "which leaves first?", 还有几单没确认
    buyer_words.reports_a_payment,  # "paid the deposit today, ref 88213"
    changing_orders.another_price_beside_the_change,  # 单价能不能跟着降一点, amid a change of an order
    changing_orders.day_after_the_change,  # "does that push the date back?"
    up_to_them.mentions_the_mail,  # "mention the mail too"
    up_to_them.day_of_payment,  # "if I pay on the 5th, any problem?"
    up_to_them.later_payment,  # "can I push the deposit to Friday?"
    quoting_suppliers.quotation_by_its_number,  # "QUO-20003 what are the terms"
    quoting_suppliers.how_long_it_can_be_taken,  # "how long can we still take the 2.63"
    quoting_suppliers.keeps_the_quotation_named,  # 第二间点解咁贵: notes which one, and answers nothing
    quoting_suppliers.whether_one_has_quoted,  # 瑞春回了没
    bargaining.what_the_supplier_sees,  # "what exactly do they see now", after or amid a counter-offer
    bargaining.another_target,  # "270, and 5 spare chargers free", after the offer of a request with a target price
    bargaining.price_told,  # "tell them 6.10 and we can talk"
    several.each_of_several,  # "both", "tell me about all of them"
    cancelling.loss_by_cancelling,  # "and the deposit, gone?", 要是干脆取消呢 扣钱伐
    facts.reckoned_of_quotations,  # "what is cheaper once you convert it?", 贵多少
    by_day.arrives_by_the_day,  # "will it be here on the 1st?"
    goods_of_listings.stock_of_own_goods,  # 核桃仁那个 还有多少货
    companies.whether_a_known_company_is_verified,  # "is tianshan red verified"
    facts_of_orders.terms_of_my_order,  # "my order with them is fob, so whats not included"
    facts.incoterm_of_my_request,  # "and in the rfq i wrote cif or?"
    own.fact_of_own,  # a question about something that the account has traded
    lead_facts.fact_of_a_lead,  # a question of a supplier about a request
    facts_of_orders.number_of_the_container,  # "container nr"
    payments.papers_at_hand,  # "is there a packing list and a test report?"
    payments.person_for_the_refund,  # "who do I bother about it?"
    facts_of_orders.fact_of_the_order,  # a question that the record of the order at hand answers
    goods_of_orders.about_ordered_goods,  # a wish about an order that is named by its goods
    thinking_over.thinks_it_over,  # 我先跟合伙人商量下
    at_hand.only_supposed,  # "if they don't confirm by Friday I'll cancel": nothing is done yet
    person.person_who_is_told,  # "then person yes. but tell them the logo is 2 colours"
    person.person_was_asked_for,  # "yes please", right after a person was asked for
    at_hand.for_the_colleague,  # "tell them it is about the deposit", after a person was asked for
    at_hand.not_the_colleague,  # "cancel the human thing"
    at_hand.how_it_stands,  # "how does it stand now?"
    at_hand.refused,  # a "no" to what was proposed, even with other words
    at_hand.done_already,  # the repetition of a wish that was just carried out
    at_hand.nothing_to_send,  # "send it", where nothing waits to be sent
    at_hand.take_back,  # "undo"
    articles.answer_the_very_question,  # a question that the operator has written an article for
    supplier_matters.whether_they_complained,  # "did they complain?"
    supplier_matters.whether_they_paid,  # "has the money come in?"
    confirming.confirm_all_that_wait,  # 所有订单都确认
    confirming.promise_another_day,  # "make that the 21st", before an order is confirmed
    confirming.another_day_of_a_waiting_order,  # "we can't ship by the 19th, the 28th is possible"
    producing.later_than_promised,  # "a week later because the dye house is closed"
    producing.report_amid_another_task,  # 华夏那单做完了, amid a quotation
    asking.adds_to_the_question,  # 再加一句 要新货, when asked whether to pass a question on
    amid_a_request.whether_they_are_certified,  # 砧板有FSC的吗, while a request waits for its yes
    amid_a_request.certificate_if_there_is_one,  # 有就写上 没有拉倒
    amid_a_request.suppliers_of_the_request,  # 发给南通的就好, while a request waits for its yes
    asking.tell_them,  # "tell them that the balance comes on Friday"
    asking.tell_one_by_name,  # "tell nordmarkt we need 5% more"
    asking.ask_these,  # "ask both, and kindly"
    buyer_words.payment_of_another_order,  # "i meant the tomato paste deposit"
    follow_ups.nobody_is_wanted,  # "no, I don't want to talk to anybody"
    follow_ups.nobody_is_asked,  # "no need to ask, thanks"
    follow_ups.leave_word,  # "leave word for your team: …"
    changing_listings.all_of_them_paused,  # 都停, when asked which of several listings
    changing_listings.another_listing,  # "second one, set stock to 1200", amid the change of another
    changing_listings.leave_for_a_trade,  # words about a trade, while the task is to change a listing
    changing_listings.part_left_as_it_is,  # 算了，价格先别动
    shipping.shipment_amid_a_report,  # a tracking number during a report of production
    shipping.number_mistyped,  # "the waybill should end in 48"
    correcting_quantities.quantity_misreported,  # "sorry, 280 left, not 300"
    shipping.another_shipment,  # a further lot with its carrier
    offering.total_so_far,  # "how much is that in all?", of the quotation under way
    payee.account_once_more,  # "come on, just for this one order", after a refusal to change the account
    up_to_them.name_on_the_invoice,  # "put another name on the invoice"
    up_to_them.remind_them,  # "could you chase them?"
    up_to_them.remind_buyer,  # "remind them of the balance"
    up_to_them.tells_of_changes,  # "let me know if it is late"
    up_to_them.if_nobody_answers,  # "what if they never answer?"
    up_to_them.if_the_buyer_is_silent,  # "why does the customer of the speakers not answer?"
    facts.fact_of_the_request,  # a question that the record of the request at hand answers
    cancelling.nothing_is_cancelled,  # "no, don't cancel! just asking"
    changing_orders.change_instead_of_cancelling,  # "don't cancel, make it 45 instead"
    changing_orders.another_quantity,  # "bedding: not 300 but 240 sets"
)

READINGS.arrange(
    # Articles, files and claims that the words are surely about.
    articles.answer_with_an_article,  # a question that no action covers
    newcomers.wants_to_sell,  # "I make baskets, can I list them here?"
    newcomers.question_with_a_short_answer,  # "do I need an account to order?"
    terms.what_a_term_leaves,  # "so with CIF I pay nothing more?"
    newcomers.question_of_a_newcomer,  # "do I pay you or the factory?", 可以去看厂吗
    sending.put_aside,  # "never mind", when asked what a file is for
    sending.words_beside_files,  # words beside a file that say nothing by themselves
    sending.file_not_there,  # "see attached", without a file
    answering_claims.accept_offer,  # "I accept the offer", of a claim
    # What suppliers say of their own orders, samples, claims and requests.
    supplier_matters.answer_to_a_sample,  # 可以寄，收20美金
    supplier_matters.samples_of_its_own,  # a buyer's request for a sample
    supplier_matters.offers_of_buyers,  # a question about prices that buyers offer for quotations
    supplier_matters.answer_to_a_counter_offer,  # "5.9 won't do, 6.1 at least"
    supplier_matters.claim_of_a_buyer,  # words about the claim of a buyer, or about an order
    supplier_matters.request_left,  # 葡萄牙那个盘子我们做不了，回掉
    accepting.a_price_instead_of_a_yes,  # "yes, at 24", when asked whether to accept
    accepting.takes_a_quotation,  # "take them anyway", 就定快的那家, of a quotation at hand
    accepting.confirms_a_counter,  # "confirm", which can only mean a counter-offer
    supplier_words.order_stays_open,  # "don't confirm it yet"
    supplier_words.goods_stay,  # "don't ship it yet"
    supplier_words.order_is_taken,  # 四件套那个接了，20号能发
    supplier_words.order_cannot_be_made,  # words about an order that cannot be made
    supplier_words.progress_of_an_order,  # 进度到60%了
    supplier_words.sales_of_another_period,  # "and october?"
    supplier_words.word_after_an_answer,  # 财务说昨天打了
    supplier_words.own_profile_asked_for,  # 准时率呢
    supplier_words.word_about_a_trade,  # any other news about an order
    supplier_words.words_for_the_buyer,  # 催一下 他们 就说定金没到
    supplier_words.paper_of_a_trade,  # "packing list for the lamps"
    supplier_words.sales_asked_for,  # a question about the supplier's sales
    supplier_words.delay_of_an_order,  # 600套那单窑坏了 要晚一个礼拜
    supplier_words.report_of_production,  # "started, done by Friday"
    supplier_words.order_named_alone,  # 上海那单呢
    supplier_words.goods_of_an_order_shown,  # "the monitors, until when?"
    supplier_words.about_the_buyer,  # 这家以前买过吗
    supplier_words.others_who_quote,  # the question who else quotes, which nobody is told
    supplier_words.requests_asked_for,  # "my manager says check the leads, where?"
    supplier_words.what_is_to_be_done,  # the question what is left to do
    own.the_same_of_another,  # "and the scarves?", after an answer about an order or a request
    beginning.quotes_of_all_goods,  # "do request for the 3", 都询个价
    # Goods by their description, and facts of each of those on the screen.
    samples_asked.who_pays_the_courier,  # "and DHL, who is paying for that?"
    searching.other_goods_on_the_same_terms,  # 浴袍呢 数量一样
    both_goods.goods_that_nobody_has,  # "the one you don't have, does anybody make it?"
    both_goods.one_supplier_for_all,  # "who makes both?"
    side_by_side.whether_from_one_seller,  # "the two come from the same seller?"
    side_by_side.why_the_price_differs,  # "why is the green cheaper?"
    side_by_side.why_there_is_no_rating,  # 那家怎么没评分
    side_by_side.best_of_two_kinds,  # 带灯的那个跟防水的那个 哪个快
    side_by_side.named_company_beside_another,  # "a friend buys from fangyan, are they dearer?"
    shown_listings.what_is_left_out,  # "are those from Guangdong left out?"
    by_bound.goods_within_a_bound,  # 200克以上
    samples_asked.samples_of_the_goods,  # "one sample of each, how much", 样品先拿一个
    reckoning.landed_cost,  # "say freight 2800 dollars and duty 5 percent"
    reckoning.whether_a_budget_is_enough,  # "budget is 8,500 for all 400, feasible?"
    reckoning.cost_at_two_quantities,  # 拿到750能便宜多少
    reckoning.price_in_another_currency,  # "how much is that in euros?"
    converting.amount_in_another_unit,  # "how many is that in pieces?"
    ready.which_are_ready_by,  # "which of these could do it by January?"
    ready.whether_it_is_in_time,  # 你觉得赶不赶得上
    weighing.which_is_the_better_choice,  # "who is the safer choice?"
    too_many.minimum_is_too_much,  # "1000 is many for me", 100组太多了
    evaluating.fact_of_goods,  # "is it in stock?", 有没有现货, "what would 600 come to?"
    being_so.whether_it_is_so,  # "can they do 8 mm?", 有冇黑色
    listed_goods.back_to_a_list,  # "back to the tiles, the second one, how much?"
    shown_listings.listings_pointed_at,  # "the other one", 义乌那家起订量多少
    shown_listings.which_of_them_is_verified,  # "which of these is verified?"
    shown_listings.which_of_them_is_certified,  # "who has BSCI?"
    by_description.goods_by_description,  # descriptions of wanted and unwanted goods
    by_variant.one_variant_of_the_goods,  # words of the names of some of the goods on the screen
    by_variant.goods_the_catalogue_knows,  # 公司年会要发手链
    each_of_them.facts_of_each,  # "what is the minimum of each?"
    each_of_them.certificate_of_each,  # "do both have CE?"
    # Orders, questions, quotations and requests that the words name in their own way.
    buyer_words.another_day,  # "can they ship it earlier, 28 nov?"
    buyer_words.paper_of_an_order,  # 核桃的装箱单
    buyer_words.more_of_what_was_ordered,  # "I need 1000 scarves, not a comment"
    answering.named_question,  # the answer to a question that is named by its number
    quoting_suppliers.about_those_who_quoted,  # "is the cheaper one reliable?"
    quoting_suppliers.quotations_for_goods,  # "quotes for the steel bottles?"
    quoting_suppliers.sample_of_what_was_quoted,  # "can they send a sample?"
    withdrawing.cancels_a_request,  # "cancel RFQ-10041"
    withdrawing.withdraws_what_is_at_hand,  # "pull it back"
    withdrawing.about_the_request_at_hand,  # "change to 1,500"
    # Short questions after what was just said.
    follow_ups.how_long_for_a_person,  # "how long?", in the queue
    follow_ups.what_was_passed_on,  # "what exactly did you tell them?"
    follow_ups.news_of_a_message,  # "did they say something?"
    follow_ups.what_is_searched_for,  # "so what did we have?"
    follow_ups.one_of_the_orders_shown,  # "the second of them, when is it due?"
    follow_ups.about_the_orders_shown,  # "that one, how much in total?"
    follow_ups.terms_at_hand,  # who pays the freight, the insurance and the duty
    follow_ups.freight_of_listed_prices,  # "is that price including shipping?"
    follow_ups.compared_again,  # "put the fourth instead of the third"
    follow_ups.noted_for_the_request,  # where the goods go, on which Incoterm, by when
    follow_ups.the_listing_once_more,  # "what's that one again?"
    follow_ups.more_of_it,  # "tell me more"
    follow_ups.more_of_the_topic,  # "and how long do I have?", after a general answer
    follow_ups.word_about_what_is_at_hand,  # "we have only 45 in stock, the other 15 in three weeks"
    follow_ups.about_the_request_at_hand,  # "and until when?"
    # Listings, companies, languages and money that the words name.
    changing_listings.own_listing_meant,  # a new price, minimum or stock
    goods_of_listings.own_listing_meant_by_its_goods,  # 绿葡萄干还剩多少货
    of_company.goods_of_a_named_supplier,  # goods of a supplier that the message names
    without_account.goods_and_a_request,  # "quote solar inverters, 40 pcs", of a visitor
    without_account.request_for_the_screen,  # "800 pcs, ask for prices", of a visitor
    without_account.what_is_on_the_screen,  # "battery included?", of a visitor
    language.which_languages,  # "do you speak French?"
    bargaining.a_price_for_a_quotation,  # "$3.05 if I take 8,000"
    offering.own_quotation_corrected,  # "ah, 6.75 I meant"
    payee.which_account,  # the question to which account an order is paid
    limits.limit_of_ones_own,  # the lowest price to which a supplier would go
    beginning.the_same_again,  # "same as last time"
    beginning.quotes_of_several,  # "prices from number 1 and number 4"
    beginning.a_list_of_goods,  # goods with their quantities
    changing.moves_the_deadline,  # "give them a week longer"
    changing.and_something_more,  # "also until 20 March"
    changing.a_request_by_its_goods,  # "my request for tomato paste, reduce it to 15"
    request_lists.a_request_by_its_goods,  # "show me the led panel request"
    changing.a_request_by_its_number,  # "RFQ-10041 to 5000 pairs, before Christmas"
    # What was shown or talked about last, and what is said beside it.
    asides.what_a_word_means,  # the question what a minimum order is
    listed_goods.one_of_several_goods,  # "start with towels, 3000 pcs"
    listed_goods.is_it_verified,  # "is that one verified?"
    listed_goods.question_about_one_of_the_list,  # "the second one, can it be printed?"
    listed_goods.a_quotation_is_wanted,  # 问他们报个价, of a visitor
    listed_goods.a_property_of_the_goods,  # "v-neck?"
    asides.chatter,  # insults and idle talk
    asides.person_or_machine,  # "are you a real person?"
    listed_goods.the_best_of_the_list,  # "the cheaper of them?"
    about_it.about_what_is_at_hand,  # any other question about the thing at hand
    asides.back_to_it,  # "where were we?"
    asides.stop_this,  # "cancel"
    asides.leave_it_so,  # "only curious, keep it as it is"
    choices.answer_to_choice,  # "the second one", when asked which
    own_orders.own_order,  # "what about the tomato paste order"
    own_orders.arrival,  # "when does it get to Shanghai?"
    own_orders.greeting_before_a_question,  # "Good morning, any new orders?"
    own_orders.own_profile,  # "what's my rating?"
    own_orders.other_orders,  # "and the delivered ones?"
    choices.answer_to_did_you_mean,  # the answer to "did you mean …?"
    # The search on the screen, or a first one.
    searching.named_again,  # 不是电动车，是平衡车
    searching.a_wish_and_no_condition,  # OEKO-TEX有就更好
    searching.unsure_follow_up,  # "do you have any from Hainan?"
    searching.conditions_of_the_search,  # a condition that is added or taken back
    searching.limit_of_the_search,  # 单价不超过8，要1000套
    searching.such_a_lead_time,  # "which of the bottles can I get in 3 weeks?"
    searching.price_of_the_best,  # "how much for 3000 pairs of the cheapest, to Lagos"
    searching.such_suppliers,  # "only verified suppliers"
    searching.bare_product,  # "tomato paste"
    searching.goods_of_a_place,  # "what do you have from Sichuan?"
    searching.goods_that_you_have,  # "do you have gaiwans?"
    searching.a_supplier_is_sought,  # "need supplier"
    searching.price_of_a_sample,  # the question what a sample costs
    searching.a_first_purchase,  # "I want to purchase some tea cups"
    placing.order_again,  # "reorder ORD-100841 but 300 instead"
    choices.close_readings,  # anything with two or three about equally likely intents
    declining.take_it_back,  # "can I take it back?", of a quotation that was just sent
)

AFTERTHOUGHTS.arrange(
    person.person_still_asked_for,  # "first tell me, does this cost anything?", in the queue
    person.person_besides,  # 行吧转人工。等的时候 库存改800
    general_questions.general_question_of_a_story,  # "… and I have no company, can I buy at all?"
    # Called after each message was answered; all of them are called.
    at_hand.proposal_stays_open,  # after idle talk, says that a proposal waits for its yes
    own_limits.limit_is_private,  # says where a limit is kept, and from whom
    sending.take_files,  # says where the files of the message were put
    basket.keep_the_needed_quantity,  # "I need 1,200, perhaps 1,500. Take 1,500"
    basket.keep_the_chosen,  # keeps the listing that the contact has singled out
    sending.file_forgotten,  # says that a file that a report mentions did not come
    sending.send_with_request,  # sends the files along with a request that was just sent
)
