from django.urls import path

from .views import awards, kudos, points, rewards

app_name = "recognition"
urlpatterns = [
    path("kudos/", kudos.wall, name="wall"),
    path("kudos/give/", kudos.give, name="give"),
    path("kudos/mine/", points.mine, name="mine"),
    path("kudos/values/", points.values, name="values"),
    path("kudos/values/<id:pk>/retire/", points.retire_value, name="retire_value"),
    path("kudos/leaders/", points.leaders, name="leaders"),
    path("kudos/boosts/", points.boosts, name="boosts"),
    path("kudos/fairness/", points.fairness, name="fairness"),
    path("kudos/keepers/", points.keepers, name="keepers"),
    path("kudos/private/<id:pk>/", kudos.private, name="private"),
    path("kudos/teams/<id:unit_id>/", kudos.of_team, name="of_team"),
    path("kudos/<id:item_id>/", kudos.kudos, name="kudos"),
    path("kudos/<id:item_id>/join/", kudos.join, name="join"),
    path("@<str:username>/kudos/", kudos.of_person, name="of_person"),
    path("awards/", awards.awards, name="awards"),
    path("awards/new/", awards.new_award, name="new_award"),
    path("awards/rounds/new/", awards.new_round, name="new_round"),
    path("awards/rounds/<id:pk>/", awards.round_, name="round"),
    path("awards/rounds/<id:pk>/nominate/", awards.nominate, name="nominate"),
    path("awards/rounds/<id:pk>/go-on/", awards.go_on, name="go_on"),
    path("awards/rounds/<id:pk>/decide/", awards.decide, name="decide"),
    path("awards/nominations/<id:pk>/second/", awards.second, name="second"),
    path("awards/nominations/<id:pk>/answer/", awards.answer, name="answer"),
    path("awards/nominations/<id:pk>/rule-out/", awards.rule_out, name="rule_out"),
    path("awards/<id:item_id>/", awards.award, name="award"),
    path("rewards/", rewards.catalogue, name="rewards"),
    path("rewards/<id:pk>/redeem/", rewards.redeem, name="redeem"),
    path("rewards/<id:pk>/edit/", rewards.edit, name="edit_reward"),
    path("rewards/new/", rewards.new, name="new_reward"),
    path("rewards/desk/", rewards.desk, name="desk"),
    path("rewards/wishes/<id:pk>/answer/", rewards.answer, name="answer_wish"),
    path("rewards/wishes/<id:pk>/withdraw/", rewards.withdraw, name="withdraw"),
]
