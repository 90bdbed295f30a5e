"""What the app reads of a person besides the day, and what is changed there by whoever reads it."""

from django.urls import path

from heime.edges.home import carer, equipment, log, matters, messages, plan, rights, trends
from heime.edges.home.family_seen import PERSON

_RIGHT = f"{PERSON}rights/<uuid:right_id>"

urlpatterns = [
    path(f"{PERSON}messages", messages.threads, name="home-messages"),
    path(f"{PERSON}messages/<uuid:thread_id>", messages.thread, name="home-thread"),
    path(f"{PERSON}trends", trends.trends, name="home-trends"),
    path(f"{PERSON}plan", plan.plan, name="home-plan"),
    path(f"{PERSON}plan.pdf", plan.plan_paper, name="home-plan-paper"),
    path(f"{PERSON}matters", matters.matters, name="home-matters"),
    path(f"{PERSON}carer", carer.carer, name="home-carer"),
    path(f"{PERSON}log", log.log, name="home-log"),
    path(f"{PERSON}equipment", equipment.equipment, name="home-equipment"),
    path(f"{PERSON}rights", rights.rights, name="home-rights"),
    path(f"{PERSON}rights/give", rights.give, name="home-give-right"),
    path(f"{_RIGHT}/end", rights.end, name="home-end-right"),
    path(f"{_RIGHT}/narrow", rights.narrow, name="home-narrow-right"),
    path(f"{_RIGHT}/object", rights.make_objection, name="home-object"),
    path(f"{_RIGHT}/block", rights.make_block, name="home-make-block"),
    path(f"{PERSON}blocks/<uuid:block_id>/end", rights.lift_block, name="home-lift-block"),
]
