# What bench/golden.sh compares: trainings of one epoch that cover every kind, and what the verbs make of them.
# Sourced by observe.sh.

# NAME | DATA | OPTIONS; those with a * are also evaluated, those with ** resumed too, by the same program and by the newer one.
trainings='
managed              ** | idx | --hidden 24 --latents 4 --engine managed
torch                ** | idx | --hidden 24 --latents 4 --engine torch
managed-deep            | idx | --hidden 32,24 --decoder-hidden 20,28 --latents 3 --engine managed --batch 50
torch-deep              | idx | --hidden 32,24 --decoder-hidden 20,28 --latents 3 --engine torch --batch 50
managed-dynamic         | idx | --hidden 24 --latents 4 --engine managed --binarization dynamic --seed 7
managed-tanh            | idx | --hidden 24 --latents 4 --engine managed --activation tanh
managed-gelu            | idx | --hidden 24 --latents 4 --engine managed --activation gelu
managed-silu            | idx | --hidden 24 --latents 4 --engine managed --activation silu
torch-tanh              | idx | --hidden 24 --latents 4 --engine torch --activation tanh
torch-gelu              | idx | --hidden 24 --latents 4 --engine torch --activation gelu
torch-gated           * | idx | --hidden 24 --latents 4 --engine torch --activation gated
torch-silu              | idx | --hidden 24 --latents 4 --engine torch --activation silu
torch-elu               | idx | --hidden 24 --latents 4 --engine torch --activation elu
torch-softplus          | idx | --hidden 24 --latents 4 --engine torch --activation softplus
conv                 ** | idx | --model conv --latents 4
conv-group              | idx | --model conv --channels 16,32 --norm group --activation gelu --latents 4
resnet                * | idx | --model resnet --channels 16,32 --latents 4
resnet-plain            | idx | --model resnet --channels 16 --blocks 2 --norm none --latents 4
mixture               * | idx | --hidden 24 --latents 4 --prior mixture
mixture-conv            | idx | --model conv --channels 16 --latents 4 --prior mixture --components 3
vamp                 ** | idx | --hidden 24 --latents 4 --prior vamp --components 20 --activation gated
vamp-conv               | idx | --model conv --channels 16 --latents 4 --prior vamp --components 8
hierarchical         ** | idx | --hidden 24 --latents 4 --prior hierarchical --top-latents 2 --top-hidden 10,12 --activation tanh
hierarchical-iwae       | idx | --hidden 24 --latents 4 --prior hierarchical --objective iwae --k 3
elbo-k5                 | idx | --hidden 24 --latents 4 --k 5
elbo-stl                | idx | --hidden 24 --latents 4 --estimator stl
capacity             ** | idx | --hidden 24 --latents 4 --objective capacity --capacity 5 --capacity-epochs 2 --gamma 30
free-bits             * | idx | --hidden 24 --latents 4 --objective free-bits --free-bits 0.5
iwae                  * | idx | --hidden 24 --latents 4 --objective iwae
iwae-managed            | idx | --hidden 24 --latents 4 --objective iwae --k 3 --engine managed
iwae-dreg               | idx | --hidden 24 --latents 4 --objective iwae --k 3 --estimator dreg
iwae-stl                | idx | --hidden 24 --latents 4 --objective iwae --k 3 --estimator stl
iwae-conv               | idx | --model conv --channels 16 --latents 4 --objective iwae --k 3
miwae                 * | idx | --hidden 24 --latents 4 --objective miwae --k 3 --m 2
miwae-dreg              | idx | --hidden 24 --latents 4 --objective miwae --k 3 --m 2 --estimator dreg
ciwae                 * | idx | --hidden 24 --latents 4 --objective ciwae --k 3 --ciwae-beta 0.3
ciwae-stl               | idx | --hidden 24 --latents 4 --objective ciwae --k 3 --estimator stl
piwae                 * | idx | --hidden 24 --latents 4 --objective piwae --k 3 --m 2
piwae-dreg              | idx | --hidden 24 --latents 4 --objective piwae --k 3 --m 2 --estimator dreg
continuous-bernoulli  * | idx | --hidden 24 --latents 4 --likelihood continuous-bernoulli
gaussian              * | idx | --hidden 24 --latents 4 --likelihood gaussian --sigma 0.25
gaussian-managed        | idx | --hidden 24 --latents 4 --likelihood gaussian --engine managed
gaussian-conv           | idx | --model conv --channels 16 --latents 4 --likelihood gaussian
gaussian-optimal     ** | idx | --hidden 24 --latents 4 --likelihood gaussian-optimal
gaussian-learned      * | idx | --hidden 24 --latents 4 --likelihood gaussian-learned
laplace               * | idx | --hidden 24 --latents 4 --likelihood laplace
laplace-scale         * | idx | --hidden 24 --latents 4 --likelihood laplace --scale 0.2
discretized-logistic  * | idx | --hidden 24 --latents 4 --likelihood discretized-logistic
logistic-mixture      * | idx | --hidden 24 --latents 4 --likelihood logistic-mixture --logistics 3
beta-binomial         * | idx | --hidden 24 --latents 4 --likelihood beta-binomial
categorical           * | idx | --hidden 24 --latents 4 --likelihood categorical
categorical-levels      | levels.npy | --hidden 24 --latents 4 --likelihood categorical --levels 16 --objective iwae
logistic-levels         | levels.npy | --hidden 24 --latents 4 --likelihood discretized-logistic --levels 16
warmup               ** | idx | --hidden 24 --latents 4 --warmup 2
cycles                  | idx | --hidden 24 --latents 4 --cycles 2 --cycle-rise 0.25 --epochs 3
gaussian-dynamic        | idx | --hidden 24 --latents 4 --likelihood gaussian --binarization dynamic
beta                    | idx | --hidden 24 --latents 4 --beta 4
beta-torch              | idx | --hidden 24 --latents 4 --beta 4 --warmup 1 --engine torch
lr-step                 | idx | --hidden 24 --latents 4 --lr-steps 1,2 --lr-gamma 0.5 --epochs 3
lr-cosine               | idx | --hidden 24 --latents 4 --lr-schedule cosine --epochs 2
lr-iwae                 | idx | --hidden 24 --latents 4 --lr-schedule iwae --epochs 2
adam                    | idx | --hidden 24 --latents 4 --lr 3e-3 --adam-beta1 0.8 --adam-beta2 0.99 --adam-epsilon 1e-4
binarization-none       | idx | --hidden 24 --latents 4 --binarization none
binarization-static     | binary.npy | --hidden 24 --latents 4 --binarization static
binarization-dynamic    | idx | --hidden 24 --latents 4 --binarization dynamic --engine torch --k 3
bf16                    | idx | --hidden 24 --latents 4 --precision bf16
output-bias             | idx | --hidden 24 --latents 4 --output-bias mean
output-bias-conv        | idx | --model conv --channels 16 --latents 4 --output-bias mean
glorot                  | idx | --hidden 24 --latents 4 --init glorot --activation tanh
he                      | idx | --hidden 24 --latents 4 --init he
he-conv                 | idx | --model conv --channels 16 --latents 4 --init he
validation            * | idx | --hidden 24 --latents 4 --validation 64 --epochs 2
reduction               | idx | --hidden 24 --latents 4 --reduction mean
on-nan                  | idx | --hidden 24 --latents 4 --on-nan rollback --checkpoint-every 30s --lr 0.01
labels                  | idx | --hidden 24 --latents 2 --labels 0,2
default                 | idx | --latents 4
colour                * | colour.npy | --latents 4 --batch 16
colour-mixture       ** | colour.npy | --model conv --channels 16 --latents 4 --batch 16 --likelihood logistic-mixture
colour-logistic         | colour.npy | --hidden 24 --latents 4 --batch 16 --likelihood discretized-logistic --prior mixture
colour-categorical      | colour.npy | --hidden 24 --latents 4 --batch 16 --likelihood categorical
photos                * | photos | --size 16x16 --fit pad --background grey --hidden 24 --latents 3 --batch 8
photos-tar              | photos.tar | --crop 10 --size 8 --color rgb --labels dogs --hidden 24 --latents 3 --batch 4
houses               ** | houses.csv | --latents 3 --hidden 24
houses-columns        * | houses.csv | --latents 2 --hidden 16 --columns price:real,rooms:real,id:skip --seed 3
houses-mixture          | houses.csv | --latents 3 --hidden 24 --prior mixture --components 4 --validation 50
houses-iwae             | houses.csv | --latents 3 --hidden 24 --objective iwae --k 3 --estimator dreg
houses-hierarchical     | houses.csv | --latents 3 --hidden 24 --prior hierarchical --activation gated
'

# Wrong usage and refused combinations.
refusals='
train data/idx --latents 0
train data/idx --epochs many
train data/idx --model conv --hidden 24
train data/idx --hidden 24 --channels 8
train data/idx --blocks 2 --model conv
train data/idx --activation sine
train data/idx --prior standard --components 3
train data/idx --top-latents 3
train data/idx --prior hierarchical --objective free-bits
train data/idx --prior vamp --components 100000
train data/idx --objective capacity --beta 2
train data/idx --objective iwae --warmup 3
train data/idx --objective capacity --k 3
train data/idx --objective elbo --k 0
train data/idx --estimator dreg
train data/idx --m 3
train data/idx --free-bits 0.1
train data/idx --ciwae-beta 2 --objective ciwae
train data/idx --gamma 3
train data/idx --sigma 0.2
train data/idx --sigma 0 --likelihood gaussian
train data/idx --scale 0.2 --likelihood gaussian
train data/idx --levels 3
train data/idx --levels 1000 --likelihood categorical
train data/idx --logistics 3
train data/idx --likelihood table
train data/idx --engine managed --model conv
train data/idx --engine managed --precision bf16
train data/idx --engine managed --activation gated
train data/idx --engine managed --activation elu
train data/idx --engine managed --prior vamp
train data/idx --engine managed --likelihood laplace
train data/idx --k 5 --estimator dreg
train data/idx --prior hierarchical --objective iwae --estimator dreg
train data/idx --levels 16 --likelihood categorical
train data/idx --binarization static
train data/idx --model conv --channels 8
train data/idx --checkpoint-every 3
train data/idx --on-nan skip --lr 1e30 --threads 1
train data/idx --engine managed --objective miwae
train data/idx --lr-steps 3 --lr-schedule cosine
train data/idx --lr-gamma 0.5
train data/idx --lr 0
train data/idx --cycles 2 --warmup 3
train data/idx --cycle-rise 0.4
train data/idx --validation 100000
train data/idx --seed -1
train data/idx --device tpu
train data/idx --labels 9
train data/idx --size 20
train data/idx --columns a:real
train data/idx --out data
train --resume
train data/idx --seeds 0
train --recipe unknown
train data/nothing
train data/houses.csv --model conv
train data/houses.csv --likelihood gaussian
train data/houses.csv --objective piwae --prior vamp
train data/houses.csv --columns price:count
train data/houses.csv --columns cost:real
train data/photos
train --resume --out runs/managed --latents 5
train data/idx --out runs/managed
evaluate runs/nothing
evaluate runs/managed --split validation
evaluate runs/managed --nll 0
evaluate runs/managed --chains 3
manifold runs/managed --dims 0,9
traverse runs/houses
sample runs/houses
interpolate runs/managed --from 0 --to 1,2
impute runs/managed data/idx --out filled.npy
impute runs/houses data/few.csv --region 0,0,1,1 --out filled.csv
score runs/houses --by squared-error
encode runs/houses data/idx --out codes.npy
decode runs/managed data/few.csv --out images.npy
export runs/houses
export runs/managed --format torch
import data/few.csv --out runs/imported
compare runs/managed runs/nothing
report runs/nothing
recipes unknown
data inspect data/nothing
'

# names_of STARS: the runs that have at least that many.
names_of() { sed -n -E "/\*{$1,} *\|/s/ .*//p" <<<"$trainings"; }

train_all() {
  local name data options recipe
  while IFS='|' read -r name data options; do
    [[ -n $name && (-z ${GOLDEN_QUICK:-} || $name == *\**) ]] || continue
    [[ $options == *--epochs* ]] || options+=" --epochs 1"
    # shellcheck disable=SC2086
    spawn train "${name%% *}" "data/${data// /}" $options
  done <<<"$trainings"
  [[ -z ${GOLDEN_QUICK:-} ]] || return 0
  # Recipes that end in -364 have only other epochs.
  for recipe in $(elbo recipes --json | sed -n 's/^      "name": "\(.*\)",$/\1/p' | grep -v -e '-364$'); do
    spawn train "recipe-$recipe" data/idx --recipe "$recipe" --epochs 1 --binarization dynamic
  done
  spawn train recipe-own --recipe data/own.json
  spawn train seeds data/idx --hidden 16 --latents 2 --epochs 1 --seeds 2
}

# What a newer program has to do with an older one's runs.
use_old_runs() {
  local name
  for name in $(names_of 1); do spawn evaluate evaluate "$name" --nll 20 --limit 100; done
  for name in $(names_of 2); do spawn resume "$name"; done
}

# ask: what is answered without a run.
ask() {
  local recipe data
  help_of elbo
  say recipes/all recipes --json
  say recipes/table recipes
  for recipe in $(elbo recipes --json | sed -n 's/^      "name": "\(.*\)",$/\1/p') data/own.json; do
    spawn say "recipes/$(basename "$recipe" .json)" recipes "$recipe" --json
    spawn say "recipes/$(basename "$recipe" .json)-words" recipes "$recipe"
  done
  for data in idx colour.npy photos.tar houses.csv; do
    spawn say "inspect/$data" data inspect "data/$data" $([[ $data != photos.tar ]] || echo --size 16) --json
  done
}

# help_of NAME WORDS…: the help of a verb, and of those below it.
help_of() {
  local name=$1 verb prefix=
  shift
  say "help/$name" "$@" --help
  (($# == 0)) || prefix=$name-
  for verb in $(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' "$out/checks/help/$name/output"); do
    help_of "$prefix$verb" "$@" "$verb"
  done
}

# write CHECK FILE WORDS…: a verb that writes made/FILE, which is compared too.
write() {
  local check=$1 file=$2
  shift 2
  say "$check" "$@" --out "made/$file" --json
  leave "$check" "made/$file"
}

# use_images RUN DATA, use_rows RUN: what the verbs make of a run.
use_images() {
  local run=$1 data=$2
  write "encode/$run" "$run-codes.npy" encode "runs/$run"
  write "encode/$run-draws" "$run-draws.npy" encode "runs/$run" --samples 2 --seed 3 --limit 20
  write "encode/$run-given" "$run-given.csv" encode "runs/$run" "data/$data" --limit 12 --variances
  write "decode/$run" "$run-decoded.npy" decode "runs/$run" "made/$run-codes.npy"
  write "decode/$run-grid" "$run-decoded.png" decode "runs/$run" "made/$run-codes.npy"
  write "score/$run" "$run-scores.csv" score "runs/$run" --sheet "made/$run-score.png"
  write "score/$run-nll" "$run-nll.csv" score "runs/$run" --by nll --samples 10 --limit 30 --sheet "made/$run-score-nll.png"
  write "score/$run-error" "$run-error.npy" score "runs/$run" --by squared-error --sheet "made/$run-score-error.png"
  write "sample/$run" "$run-sample.png" sample "runs/$run" --count 9 --seed 2
  write "reconstruct/$run" "$run-reconstruct.png" reconstruct "runs/$run" --count 3 --split train
  write "manifold/$run" "$run-manifold.png" manifold "runs/$run" --size 5
  write "interpolate/$run" "$run-interpolate.png" interpolate "runs/$run" --path spherical --from 0,1 --to 2,3
  write "traverse/$run" "$run-traverse.png" traverse "runs/$run" --from 1 --steps 5
  write "denoise/$run" "$run-denoised.npy" denoise "runs/$run" --noise 0.3 --limit 10
  write "impute/$run" "$run-imputed.npy" impute "runs/$run" "data/$data" --limit 4 --region 0,4,6,4 --samples 20 --draws 2 --sheet "made/$run-impute.png"
  write "impute/$run-gibbs" "$run-gibbs.npy" impute "runs/$run" "data/$data" --limit 4 --region 0,4,6,4 --samples 20 --method gibbs --sheet "made/$run-gibbs.png"
  evaluate evaluate-full "$run" --full
  say "export/$run" export "runs/$run" --out "made/$run-onnx" --json
  leave "export/$run" "made/$run-onnx/"{encoder,decoder,vae}.onnx
}

use_rows() {
  local run=$1
  write "encode/$run" "$run-codes.csv" encode "runs/$run" --variances
  write "encode/$run-given" "$run-given.npy" encode "runs/$run" data/few.csv
  write "decode/$run" "$run-decoded.csv" decode "runs/$run" "made/$run-codes.csv"
  write "score/$run" "$run-scores.csv" score "runs/$run"
  write "score/$run-nll" "$run-nll.csv" score "runs/$run" data/few.csv --by nll --samples 10
  write "impute/$run" "$run-imputed.csv" impute "runs/$run" data/few.csv --samples 30
  write "impute/$run-draws" "$run-draws.csv" impute "runs/$run" data/few.csv --samples 30 --draws 3 --seed 5
  write "impute/$run-gibbs" "$run-gibbs.csv" impute "runs/$run" data/few.csv --samples 30 --method gibbs
  evaluate evaluate-full "$run" --nll 50 --split train
}

# refuse WORDS…: a command that should fail.
refuse() {
  local name
  name=$(tr -cs 'a-z0-9.' - <<<"$*" | sed 's/^-*//;s/-*$//')
  [[ $1 != train || $* == *--out* ]] || set -- "$@" --out "refused/$name"
  say "refusals/$name" "$@"
  [[ -f $out/checks/refusals/$name/exit ]] || echo "golden.sh: elbo $* was to fail" >&2
}

use_all() {
  local line
  [[ -z ${GOLDEN_QUICK:-} ]] || return 0
  mkdir -p made
  spawn use_images managed idx
  spawn use_images hierarchical idx
  spawn use_images conv idx
  spawn use_images discretized-logistic idx
  spawn use_images gaussian-optimal idx
  spawn use_images colour-mixture colour.npy
  spawn use_rows houses
  spawn use_rows houses-hierarchical
  spawn evaluate evaluate-ais managed --nll 20 --estimator ais --chains 2 --temperatures 20 --limit 8
  spawn evaluate evaluate-ais vamp --nll 20 --estimator ais --chains 2 --temperatures 20 --limit 8
  spawn evaluate evaluate-train houses-columns --split train
  spawn evaluate evaluate-train validation --split validation
  spawn say compare/images compare runs/managed runs/torch runs/vamp runs/gaussian runs/iwae --json
  spawn say compare/rows compare runs/houses runs/houses-columns --json
  spawn say import/managed import runs/managed/model.safetensors --data data/idx --out made/imported --json
  spawn say import/conv import runs/conv/model.safetensors --data data/idx --out made/imported-conv --json
  while read -r line; do
    # shellcheck disable=SC2086
    [[ -z $line ]] || spawn refuse $line
  done <<<"$refusals"
}
