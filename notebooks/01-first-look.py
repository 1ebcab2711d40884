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
# Each row is a version of an act: who did what to whom, as somebody tells it. `groups` counts independent groups of sources:
# two outlets of one state are one. Open a cell under *how* to see the claims, their quotes, and the reports.

# %%
view = record.view(incident="khirbet-amo-2020-02-12")
view.confront()

# %% [markdown]
# ## The picture
# The same as a network. A line is red where an act of it is contested. Click any line to see its acts, each with its own
# grade, and the claims. The tabs have the dossier, a timeline and a map.
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
# Who says what about the two that matter most here: the US forces and the National Defence Forces (NDF)? These are the
# claims of one row.

# %%
claims = record.confront(between=["US Armed Forces", "NDF"]).claims(1)
claims

# %%
print(claims[0])

# %% [markdown]
# ## What is disputed
# The dossier tells the incident act by act: what is in dispute, what is reported differently though nobody denies it, what
# is reported alike, and what one group alone reports. Numbers in square brackets are the reports. First the versions of
# the acts in dispute, then all of it.

# %%
dossier = view.dossier("khirbet-amo-2020-02-12")
[version["sentence"] for act in dossier.acts if act["in_dispute"] for version in act["versions"]]

# %%
dossier

# %% [markdown]
# ## Where to go next
# `02` looks at who says so and how well supported it is; `03` asks in SPARQL; `06` starts from an empty folder, with an
# incident of your own.
