# %% [markdown]
# # 01 · First look: Khirbet Amo in ten minutes
#
# On 12 February 2020 a US patrol and people of the village of Khirbet Amo, in north-east Syria, met at a checkpoint.
# A man was killed. Almost every report gives a different account of who fired at whom, and who he was.
#
# standoff preserves these differences: every statement is a *claim* with its *source*. Nothing here says what happened;
# it shows who says what.

# %%
import standoff

# %load_ext standoff

# %% [markdown]
# ## A record
# Fourteen documents come with the program: thirteen reports of the incident and of similar encounters, coded by hand,
# and the coder's own judgements. Read them into a *record*. (`standoff.open()` creates one in memory,
# `standoff.open("out/record")` opens one in a folder. In a notebook it stays open; a script uses
# `with standoff.open("out/record") as record:`.)

# %%
record = standoff.open()
record.read(standoff.examples_folder() / "khirbet-amo")
record

# %% [markdown]
# ## Who confronts whom
# Each line is two actors facing each other. `groups` counts independent groups of sources: two outlets of one state are
# one. Open a cell under *says who* to see the claims, their quotes, and the reports.

# %%
view = record.view(incident="khirbet-amo-2020-02-12")
view.confront()

# %% [markdown]
# ## The picture
# The same as a network. Click any line to see its claims. The tabs have the dossier, a timeline and a map.
# The whole page is inside this notebook and makes no request.

# %%
record.draw()

# %% [markdown]
# ## Another view
# What remains when Syrian state media are left out? Choose a view step by step; printed, it describes itself in words.

# %%
without = view.without("SANA")
print(without)
without.confront()

# %% [markdown]
# ## From a line to the quotes
# Who says what about the two that matter most here: the US forces and the National Defence Forces (NDF)?

# %%
claims = record.confront(between=["US Armed Forces", "NDF"]).claims(1)
claims

# %%
print(claims[0])

# %% [markdown]
# ## What is disputed
# The dossier compares the sources: ✓ asserts, ✗ denies, ○ leaves open, · reports the incident but says nothing on this.

# %%
dossier = view.dossier("khirbet-amo-2020-02-12")
[statement["statement"] for statement in dossier["statements"] if statement["heading"] == "disputed"]

# %%
dossier

# %% [markdown]
# ## Where to go next
# `02` looks at who says so and how well supported it is; `03` asks in SPARQL; `06` starts from an empty folder, with an
# incident of your own.
