/** File name endings that mean program or configuration text. Content decides first whether it is text at all. */
export const SOURCE_EXTENSIONS: ReadonlySet<string> = new Set(
  `ada adb ads asm s bat cmd ps1 c h cc cpp cxx hpp hh ino clj cljs cljc edn cob cbl cmake coffee cr cs csproj css scss sass less styl d dart diff patch
  el lisp lsp scm rkt elm erl hrl ex exs f f90 f95 for fs fsi fsx gd glsl hlsl wgsl vert frag go mod gradle groovy graphql gql proto thrift avsc haml hbs
  hcl tf tfvars nix hs lhs hx idl ini cfg conf properties env toml yaml yml java kt kts jl js mjs cjs jsx ts mts cts tsx vue svelte astro l y lua m mm
  mk mak make ml mli nim nims pas pp dpr php phtml pl pm t prisma pro prolog py pyi pyx r rb rake gemspec rs ron sas scala sc sbt sh bash zsh fish awk
  sed sol sql ddl sv svh v vhd vhdl swift tcl tex sty cls bib twig vb vbs vba wat wit xml xsd xsl xslt plist zig dockerfile makefile rakefile gemfile
  jenkinsfile vagrantfile procfile gitignore gitattributes dockerignore editorconfig npmrc`.split(/\s+/),
);
