# %% [markdown]
# # 03 · SPARQL by example
#
# The record is RDF: claims, attributions and actors are nodes, and SPARQL asks for patterns among them. The prefixes
# `st:` (the vocabulary), `id:` (actors, events, places …), `type:` (kinds of act) and `skos:` (labels) need no
# declaration.

# %%
import standoff

# %load_ext standoff

# %% [markdown]
# `%record` chooses the record: a record's folder, a folder of reports, or an address. The braces contain Python: here
# the folder of the examples, wherever the program is installed.

# %%
# %record {standoff.examples_folder()}/khirbet-amo

# %% [markdown]
# ## A first SELECT
# All actors with their labels: a pattern is what you know, a `?variable` what you ask.

# %% language="sparql"
# SELECT ?label WHERE {
#   ?actor a st:MediaOutlet ; skos:prefLabel ?label .
# } ORDER BY ?label LIMIT 5

# %% [markdown]
# ## Who says what
# An *attribution* is one source's stance on one *claim*; the quote belongs to the attribution.

# %% language="sparql"
# SELECT ?source ?quote WHERE {
#   ?said st:saidBy/skos:prefLabel ?source ; st:quote ?quote ; st:claim ?claim .
#   ?claim st:combatantStatus st:Civilian .
# } ORDER BY ?source

# %% [markdown]
# ## Denials
# A denial is also a stance, on the claim that is denied.

# %% language="sparql"
# SELECT ?denied_by ?about ?quote WHERE {
#   ?said st:stance st:Denies ; st:saidBy/skos:prefLabel ?denied_by ; st:quote ?quote ; st:claim/st:about ?subject .
#   ?subject skos:prefLabel ?about .
# }

# %% [markdown]
# ## Counting
# How many claims does each source make, and in how many reports?

# %% language="sparql"
# SELECT ?source (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?report) AS ?reports) WHERE {
#   ?said st:claim ?claim ; st:saidBy/skos:prefLabel ?source ; st:document ?report .
# } GROUP BY ?source ORDER BY DESC(?claims) ?source LIMIT 8

# %% [markdown]
# ## Paths
# `skos:broader*` climbs a code list: every claim of any kind of violence, however narrow.

# %% language="sparql"
# SELECT ?kind (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
#   ?claim st:eventType ?type . ?type skos:broader* type:violence ; skos:prefLabel ?kind .
# } GROUP BY ?kind ORDER BY DESC(?claims) ?kind

# %% [markdown]
# ## Answers as pictures
# `--as map` needs a column of places, `--as timeline` one of dates, `--as network` two columns of actors (and a column of
# claims or attributions, if lines should open to them).

# %% magic_args="--as map" language="sparql"
# SELECT ?place WHERE { ?claim a st:Claim ; st:place ?place } ORDER BY ?place

# %% magic_args="--as timeline" language="sparql"
# SELECT ?when ?what WHERE {
#   ?event a st:Event ; st:when ?when ; skos:prefLabel ?what ; st:eventType ?type .
#   ?type st:isConfrontation true .
# }

# %% [markdown]
# ## A view as SPARQL
# Any view can be written as a query. It is long because it is exact: it returns the same rows as the view.

# %%
print(record.view(said_by="ANHA").between("US Armed Forces", "NDF").sparql())

# %% [markdown]
# ## Named questions
# The most common questions have names; Tab after `%ask` offers them, and their parameters.

# %%
# %ask who-says-what about="Person killed in Khirbet Amo"

# %% [markdown]
# Answers are tables: convert them with `_.to_pandas()`, `.to_polars()` or `.to_arrow()`.
