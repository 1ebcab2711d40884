# %% [markdown]
# # 04 · Datasets and reports together
#
# A dataset is a report with rows. Each row becomes an event with one claim; every source that the row names takes a
# stance on it, and the dataset's publisher relays it. So you can ask both the same questions.
#
# The sample has 18 rows of Syria from the UCDP Georeferenced Event Dataset, version 23.1 (Davies, Pettersson & Öberg
# 2023; Sundberg & Melander 2013), CC BY 4.0.

# %%
import standoff

record = standoff.open()
record.read(standoff.examples_folder() / "khirbet-amo")
[table] = record.read(standoff.examples_folder() / "ucdp-ged" / "ged-syria-sample.csv", kind="ucdp-ged")
table.read, table.rejected_rows, table.attributions

# %% [markdown]
# From a terminal: `standoff read examples/ucdp-ged/ged-syria-sample.csv --as ucdp-ged`. Rows that cannot be read are
# listed in a file, each with its line and the reason.

# %%
record

# %% [markdown]
# ## Two names, one force?
# UCDP's SDF and the reports' SDF are two actors until somebody judges them to be the same. Nothing is merged silently.

# %%
try:
    record.actor("SDF")
except standoff.QuestionError as error:
    print(error)

# %% [markdown]
# `standoff match` proposes which actors may be the same, and a person decides.
#
# ## The rows as confrontations
# Who faces whom in the dataset's rows: how many acts, with which grades, and the dead. Most rows name one source, so that
# hardly anything is more than weak.

# %%
frame = record.confront().to_pandas()
frame[frame.who_iri.str.contains("ucdp", na=False)][
    ["who", "whom", "how", "acts", "deaths_best", "grades", "first", "last"]
]

# %% [markdown]
# ## Deaths, as the dataset gives them
# Low, best and high; figures that differ are shown side by side, never added up.

# %%
record.measure("deaths").to_pandas().head(6)

# %% [markdown]
# ## Both on one map
# Acts from reports and from rows, where they are said to have happened.

# %%
# %load_ext standoff

# %% magic_args="--as map" language="sparql"
# SELECT ?place WHERE { ?event a st:Event ; st:place ?place } ORDER BY ?place

# %% [markdown]
# ## Down to the row
# The claim of a row names the dataset as its document, and the source that UCDP used as the one who says so.

# %%
sdf = record.actor("ucdp-6288")
print(sdf.claims_about[0])
