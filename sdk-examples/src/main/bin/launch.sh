# Sourced by the launchers beside it. Finds a Java from 21 up, or says which it found, and starts a main class.
dir=$(cd "$(dirname "$0")/.." && pwd)

version_of() {
  "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'
}

tried=""
java=""
for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java)" \
  /usr/lib/jvm/*/bin/java /opt/java/*/bin/java /opt/jdk*/bin/java \
  "$HOME"/.sdkman/candidates/java/*/bin/java "$HOME"/.jdks/*/bin/java \
  /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java; do
  [ -n "$candidate" ] && [ -x "$candidate" ] || continue
  version=$(version_of "$candidate")
  case "$version" in
    1.*|'') major=8 ;;
    *) major=${version%%.*} ;;
  esac
  if [ "$major" -ge 21 ]; then
    java=$candidate
    break
  fi
  tried="$tried
  $candidate (Java ${version:-unknown})"
done

if [ -z "$java" ]; then
  echo "No Java from 21 up was found. Set JAVA_HOME to one. Found:${tried:- none}" >&2
  exit 1
fi

start() {
  main=$1
  shift
  exec "$java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    -Djava.util.logging.config.file="$dir/bin/logging.properties" \
    -Dretinue.examples.home="$dir" \
    -cp "$dir/lib/*" "dev.retinue.examples.$main" "$@"
}
