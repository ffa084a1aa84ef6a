"""Addresses of the network."""

from django.urls import path

from .views import groups, map, mine

app_name = "network"
urlpatterns = [
    path("network/", mine.mine, name="mine"),
    path("network/choose/", mine.choose, name="choose"),
    path("network/looks/", mine.looks, name="looks"),
    path("network/map/", map.show, name="map"),
    path("network/map/data.json", map.data, name="map_data"),
    path("network/map/network.<slug:kind>", map.file, name="map_file"),
    path("network/map/save/", map.save, name="save_view"),
    path("network/map/views/<id:view_id>/forget/", map.forget, name="forget_view"),
    path("network/silos/", groups.units, name="units"),
    path("network/silos.csv", groups.units_file, name="units_file"),
    path("network/who-knows/", groups.who_knows, name="who_knows"),
    path("network/what-is-computed/", groups.paper, name="paper"),
    path("network/runs/", groups.runs, name="runs"),
    path("network/runs/order/", groups.order, name="order"),
]
