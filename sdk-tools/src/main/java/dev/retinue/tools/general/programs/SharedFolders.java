package dev.retinue.tools.general.programs;

import dev.retinue.tool.ToolContext;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.Entry;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules.HostFolder;
import dev.retinue.tools.filesystem.Place;
import dev.retinue.tools.filesystem.Workspace;
import dev.retinue.tools.process.Confinement.Mount;
import dev.retinue.tools.process.Confinement.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders of the file tools as a program in a sandbox sees them: the agent's own as {@code
 * /work}, those of the host as {@code /folders/name}.
 *
 * @param guard of the file tools
 * @param writable whether it may change what they may
 */
record SharedFolders(FileGuard guard, boolean writable) {
  private static final String OWN = "/work";
  private static final String HOSTS = "/folders/";

  /**
   * @param folder to start in, as the file tools name it
   * @throws Refused as the file guard, and NOT_A_FOLDER
   */
  Sandbox sandbox(ToolContext context, String folder) throws Refused, IOException {
    Workspace workspace = guard.workspace(context);
    List<Mount> mounts = new ArrayList<>();
    try (Place own = workspace.existing(".")) {
      mounts.add(new Mount(own.top(), OWN, writable));
    }
    for (HostFolder host : guard.rules().folders()) {
      try (Place top = workspace.existing("@" + host.name())) {
        mounts.add(new Mount(top.top(), HOSTS + host.name(), writable && host.writable()));
      }
    }
    return new Sandbox(mounts, inside(workspace, folder), false);
  }

  private static String inside(Workspace workspace, String folder) throws Refused, IOException {
    try (Place place = workspace.existing(folder)) {
      if (place.entry().map(Entry::kind).filter(Entry.Kind.FOLDER::equals).isEmpty()) {
        throw new Refused(
            "NOT_A_FOLDER", "'" + place.shown() + "' is no folder; give one to start in");
      }
      String shown = place.shown();
      String top = shown.startsWith("@") ? HOSTS + hostName(place) : OWN;
      return place.names().isEmpty() ? top : top + "/" + String.join("/", place.names());
    }
  }

  private static String hostName(Place place) {
    String shown = place.shown().substring(1);
    int slash = shown.indexOf('/');
    return slash < 0 ? shown : shown.substring(0, slash);
  }
}
