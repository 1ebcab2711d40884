# %% [markdown]
# # 05 · Measures
#
# Figures over the network of confrontations. Each is about what is *told*; the handbook's page on measures says for each
# what it cannot tell.

# %%
import standoff

record = standoff.open()
record.read(standoff.examples_folder() / "khirbet-amo")
view = record.view()
view

# %% [markdown]
# ## Who acts, who is acted upon
# Counted in acts, not in reports: ten reports of one act are one act.

# %%
view.measure("activity")

# %% [markdown]
# ## How far do sources agree?
# For each two sources, the share of statements on which they agree, among those that both take a stance on.

# %%
view.measure("agreement").to_pandas().tail(1)

# %% [markdown]
# ## Whose acts does whom tell of?
# The camps portray each other as the ones who act.

# %%
view.measure("reporting")

# %% [markdown]
# ## How much hangs on chance, how much on a source
# `chance` sets reciprocity and balance beside networks drawn by chance; `source-weight` leaves each source out in turn.

# %%
view.measure("source-weight").to_pandas().head(5)

# %% [markdown]
# Any measure can be asked like that: with `leave_one_out=True` each figure comes with the range in which it stays without
# any one source, with `every="month"` once for each month.

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
