# %% [markdown]
# # 02 · Who says so: views, grades, leave-one-out
#
# The same record gives different pictures, depending on whom you listen to.

# %%
import standoff

record = standoff.open()
record.read(standoff.examples_folder() / "khirbet-amo")
everything = record.view(incident="khirbet-amo-2020-02-12")
print(everything)

# %% [markdown]
# ## One source, one side, two groups
# `said_by` chooses one source, `side` one camp, `min_groups(2)` only what two independent groups assert.

# %%
everything.said_by("ANHA").confront()

# %%
everything.side("Syrian government side").confront()

# %%
everything.min_groups(2).confront()

# %% [markdown]
# ## Who are the sources, and with whom do they count?
# A source counts with its side, or with its outlet or owner, and one without a name with whoever it spoke to. The rule is
# printed, and open to argument.

# %%
sources = record.ask("sources")
sources.to_pandas()[["source_label", "group_label", "says", "reports"]].head(8)

# %% [markdown]
# ## Grades
# Each version of an act has a grade; two actors have none, because what they do to each other may be confirmed in one act
# and contested in another. The rule is short enough to read.

# %%
from standoff.rules.weighing import RULE

print(RULE)

# %%
frame = everything.confront().to_pandas()
frame[frame.grade.isin(["confirmed", "contested"])][["who", "how", "whom", "grade", "groups", "against"]]

# %% [markdown]
# ## Does a line survive without SANA?
# `stand-on` names, for each line, the sources without which it disappears, and what is left of its grades without any one.

# %%
everything.measure("stand-on")

# %% [markdown]
# `leave-one-out` does the same for each actor's figures: how far do they move when any one source is left out?

# %%
record.measure("leave-one-out").to_pandas().head(6)

# %% [markdown]
# ## A picture of the difference
# Lines that only one side reports.

# %%
ours = {(d["who"], d["whom"]) for d in everything.side("Syrian government side").confront()}
others = {(d["who"], d["whom"]) for d in everything.without("SANA", "Al-Manar").confront()}
sorted(f"{who} / {whom}" for who, whom in ours - others)

# %% [markdown]
# A statement is not false because nobody else makes it, and not true because many do: see *Limits* in the handbook.
