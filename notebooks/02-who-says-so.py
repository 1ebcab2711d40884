# %% [markdown]
# # 02 · Who says so: views, grades, leave-one-out
#
# The same record gives different pictures according to whom one listens to. Here the listeners change places.

# %%
import standoff

record = standoff.open()
record.read(standoff.examples_folder() / "khirbet-amo")
everything = record.view(incident="khirbet-amo-2020-02-12")
print(everything)

# %% [markdown]
# ## One source, one side, two groups
# `said_by` listens to one source, `side` to one camp, `min_groups(2)` only to what two independent groups assert.

# %%
everything.said_by("ANHA").confront()

# %%
everything.side("Syrian government side").confront()

# %%
everything.min_groups(2).confront()

# %% [markdown]
# ## Who are the sources, and whose voice are they?
# A source counts with its side, or with the outlet that runs it. That is a printed rule, and an arguable one.

# %%
sources = record.ask("sources")
sources.to_pandas()[["source_label", "group_label", "says", "reports"]].head(8)

# %% [markdown]
# ## Grades
# Each line has a grade and the reason for it. The rule is short enough to read.

# %%
from standoff.rules.grade import RULE

print(RULE)

# %%
frame = everything.confront().to_pandas()
frame[["who", "whom", "grade", "reason"]].head(6)

# %% [markdown]
# ## Does it survive without SANA?
# `stand-on` names, for each line, the sources without which it falls.

# %%
everything.measure("stand-on")

# %% [markdown]
# `leave-one-out` does it for each actor's figures: how far do they move when any one source is silent?

# %%
record.measure("leave-one-out").to_pandas().head(6)

# %% [markdown]
# ## A picture of the difference
# Lines that only one side tells of, beside those that others tell too.

# %%
ours = {(d["who"], d["whom"]) for d in everything.side("Syrian government side").confront()}
others = {(d["who"], d["whom"]) for d in everything.without("SANA", "Al-Manar").confront()}
sorted(f"{who} / {whom}" for who, whom in ours - others)

# %% [markdown]
# What nobody else says is not therefore false, and what many say is not therefore true: see *Limits* in the handbook.
