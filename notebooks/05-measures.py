# %% [markdown]
# # 05 · Measures
#
# Figures over the network of confrontations. Each is about what is *told*; the handbook's page on measures says for each
# what it cannot tell.

# %%
from standoff import examples_folder, open_record, read

record = open_record()
read(record, examples_folder() / "khirbet-amo")
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
# ## Your own measure
# The network is a networkx graph: one edge for each attribution, with who said it.

# %%
import networkx as nx

network = view.to_networkx()
labels = nx.get_node_attributes(network, "label")
busiest = sorted(network.degree, key=lambda each: (-each[1], each[0]))[:3]
[(labels[node], degree) for node, degree in busiest]

# %% [markdown]
# And the same rows are a data frame:

# %%
view.to_pandas().groupby("said_by").size().sort_values(ascending=False, kind="stable").head(3).tolist()
