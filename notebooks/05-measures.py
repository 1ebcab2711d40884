# %% [markdown]
# # 05 · Measures
#
# Figures about the network of confrontations. Each is about what is *reported*; the handbook's page on measures says what
# each cannot tell.

# %%
import standoff

record = standoff.open()
record.read(standoff.examples_folder() / "khirbet-amo")
view = record.view()
view

# %% [markdown]
# ## Who acts, who is acted upon
# Counted in acts, not in reports: ten reports of one act count once.

# %%
view.measure("activity")

# %% [markdown]
# ## How far do sources agree?
# For each two sources, the share of statements on which they agree, among those that both take a stance on. The last row,
# shown here, has Krippendorff's alpha of all of them.

# %%
view.measure("agreement").to_pandas().tail(1)

# %% [markdown]
# ## Who reports whose acts?
# The Syrian government side and the Russian side mostly report what US forces do; the US-led Coalition leaves open who
# acted against it.

# %%
view.measure("reporting")

# %% [markdown]
# ## How much depends on chance, and how much on one source?
# `chance` compares reciprocity and balance with random networks; `source-weight` leaves out each source in turn.

# %%
view.measure("source-weight").to_pandas().head(5)

# %% [markdown]
# Every measure has such variations: `leave_one_out=True` gives the range of each figure when any one source is left out,
# `every="month"` its value for each month.

# %%
view.measure("activity", leave_one_out=True).to_pandas()[["actor", "figure", "value", "low", "high"]].head(5)

# %% [markdown]
# ## Your own measure
# The network is a networkx graph: one edge for each attribution, with who said it.

# %%
network = view.to_networkx(nodes="label")
sorted(network.degree, key=lambda each: (-each[1], each[0]))[:3]

# %% [markdown]
# And the same rows are a data frame:

# %%
view.to_pandas().groupby("said_by").size().sort_values(ascending=False, kind="stable").head(3).tolist()
