/* The manifest as an ELF note (owner "Ingot", type 1). Assembler, because .incbin embeds a file
 * whole and only here can the section be a note; "a" (allocated) keeps it through strip.
 * INGOT_MANIFEST_FILE: its path as a string; ingot_add_plugin gives it, without CMake it is
 * -DINGOT_MANIFEST_FILE='"manifest.json"'. */
#ifndef INGOT_MANIFEST_FILE
#error "INGOT_MANIFEST_FILE is the manifest's path as a string"
#endif
__asm__(
    ".pushsection .note.ingot.manifest, \"a\", %note\n"
    ".balign 4\n"
    ".long 2f - 1f\n" /* length of the owner's name with its NUL */
    ".long 4f - 3f\n" /* length of the manifest */
    ".long 1\n"
    "1: .asciz \"Ingot\"\n"
    "2: .balign 4\n"
    "3: .incbin \"" INGOT_MANIFEST_FILE "\"\n"
    "4: .balign 4\n"
    ".popsection\n");

/* ISO C wants a declaration in every file. */
typedef int ingot_manifest_note;
