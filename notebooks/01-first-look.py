# %% [markdown]
# # 01 · First look: Khirbet Amo in ten minutes
#
# On 12 February 2020 a US patrol and people of the village of Khirbet Amo, in north-east Syria, met at a checkpoint.
# A man was killed. Who fired at whom, and who he was, is told differently by almost everybody who tells it.
#
# standoff keeps it that way: every statement is a *claim* that keeps its *source*. Nothing here says what happened;
# it says who says so.

# %%
import standoff

# %load_ext standoff

# %% [markdown]
# ## A record
# Fourteen documents come with the program: thirteen reports of the incident and of meetings like it, coded by hand,
# and the coder's own judgements. They are read into a *record*. (`standoff.open()` makes one in memory,
# `standoff.open("out/record")` opens one in a folder. In a notebook it stays open; a script uses
# `with standoff.open("out/record") as record:`.)

# %%
record = standoff.open()
record.read(standoff.examples_folder() / "khirbet-amo")
record

# %% [markdown]
# ## Who confronts whom
# Each line is two actors facing each other. `groups` counts independent voices: two outlets of one state are one.
# Open a cell under *says who*: there are the claims, the quotes, and the reports they are read in.

# %%
view = record.view(incident="khirbet-amo-2020-02-12")
view.confront()

# %% [markdown]
# ## The picture
# The same as a network. Click a line: its claims open beside it. The tabs hold the dossier, a timeline, a map.
# The whole page is inside this notebook and asks nobody for anything.

# %%
record.draw()

# %% [markdown]
# ## Another view
# What remains when Syrian state media are left out? A view is chosen step by step, and says in words what it is.

# %%
without = view.without("SANA")
print(without)
without.confront()

# %% [markdown]
# ## From a line to the words
# Who says what of the two that matter most here: the US forces and the National Defence Forces (NDF)?

# %%
claims = record.confront(between=["US Armed Forces", "NDF"]).claims(1)
claims

# %%
print(claims[0])

# %% [markdown]
# ## What is disputed
# The dossier sets the tellings side by side: ✓ asserts, ✗ denies, ○ leaves open, · spoke and says nothing of this.

# %%
dossier = view.dossier("khirbet-amo-2020-02-12")
[statement["statement"] for statement in dossier["statements"] if statement["heading"] == "disputed"]

# %%
dossier

# %% [markdown]
# ## On from here
# `02` asks who says so and how well it stands; `03` asks in SPARQL; `06` starts from an empty folder with an incident of
# your own.
